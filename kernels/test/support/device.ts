import { openNodeSession } from '../../src/node.ts';
import type { NodeDriver } from '../../src/node.ts';
import { openSession } from '../../src/index.ts';
import type { WebGpuSession } from '../../src/index.ts';

/** Driver of this process; a missing one fails the tests. */
export const driver = (process.env['VLA_DRIVER'] ?? 'lavapipe') as NodeDriver;

/** A session on the device that TensorFlow.js uses, and computes on. */
export function sharedDeviceSession(): Promise<WebGpuSession> {
  return openNodeSession({ driver, forTensors: true });
}

/** A device with nothing but what WebGPU guarantees: 16 KiB of workgroup memory, 8 storage buffers, 128 MiB bindings, no subgroups. */
export function defaultLimitsDevice(): Promise<GPUDevice> {
  return deviceWith([]);
}

async function deviceWith(requiredFeatures: readonly GPUFeatureName[]): Promise<GPUDevice> {
  await openNodeSession({ driver });
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error(`no adapter on ${driver}`);
  return adapter.requestDevice({ requiredFeatures: [...requiredFeatures] });
}

/** A session on a device of its own with WebGPU's default limits. */
export function defaultLimitsSession(): Promise<WebGpuSession> {
  return sessionWith([]);
}

/** The same with subgroups, which both drivers have in one size. */
export async function subgroupsSession(): Promise<WebGpuSession> {
  const session = await sessionWith(['subgroups']);
  if (session.subgroupSize === null) throw new Error(`no subgroups of one size on ${driver}`);
  return session;
}

async function sessionWith(features: readonly GPUFeatureName[]): Promise<WebGpuSession> {
  return (await openSession({ backend: 'webgpu', device: await deviceWith(features) })) as WebGpuSession;
}
