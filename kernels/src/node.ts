/**
 * What Node has in other ways than browsers: WebGPU through Dawn (npm package "webgpu"), and folders of data.
 *
 * @module @vla/kernels/node
 */
import { existsSync } from 'node:fs';
import { DeviceError, messageOf } from './errors.ts';
import { findDriver, installHint } from './runtime/nodeDrivers.ts';
import type { NodeDriver } from './runtime/nodeDrivers.ts';
import { pauseUntil } from './runtime/pauses.ts';
import { DeviceRunner } from './runtime/runner.ts';
import { openSession } from './runtime/session.ts';
import type { SessionOptions, WebGpuSession } from './runtime/session.ts';

export type { NodeDriver } from './runtime/nodeDrivers.ts';
export { nodeFolder } from './tasks/files/nodeFolder.ts';

let loaded: { readonly gpu: GPU; readonly driver: NodeDriver } | null = null;

/**
 * WebGPU in Node: loads Dawn (npm package "webgpu") with the wanted Vulkan driver and puts `navigator.gpu` and
 * the GPU constants where a browser has them, so that TensorFlow.js finds them too. The driver is fixed by the
 * first call in a process.
 *
 * @param driver "lavapipe" and "swiftshader" compute on the processor; "any" (default) takes what the system offers.
 * @throws DeviceError('unavailable') that says what to install when Dawn or the driver is missing.
 */
export async function nodeGpu({ driver = 'any' }: { driver?: NodeDriver } = {}): Promise<GPU> {
  if (loaded && loaded.driver !== driver)
    throw new DeviceError('unavailable', `this process already runs on driver "${loaded.driver}", not "${driver}"`);
  if (loaded) return loaded.gpu;
  if (driver !== 'any') {
    const file = findDriver(driver, existsSync, process.env);
    if (!file) throw new DeviceError('unavailable', `no ${driver} driver was found. ${installHint(driver)}`);
    // Read by the Vulkan loader when Dawn starts it.
    process.env['VK_DRIVER_FILES'] = file;
  }
  const dawn = await import('webgpu').catch((error: unknown) => {
    throw new DeviceError('unavailable', `Dawn did not load (${messageOf(error)}). Run: npm install webgpu`);
  });
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  const navigator = globalThis.navigator ?? { userAgent: 'Node.js' };
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  DeviceRunner.onWait = pauseUntil;
  loaded = { gpu, driver };
  return gpu;
}

/** A WebGPU session in Node. Options as for {@link openSession}; `driver` as for {@link nodeGpu}. */
export async function openNodeSession({
  driver = 'any',
  ...options
}: { driver?: NodeDriver } & Omit<SessionOptions, 'backend'> = {}): Promise<WebGpuSession> {
  await nodeGpu({ driver });
  try {
    return (await openSession({ ...options, backend: 'webgpu' })) as WebGpuSession;
  } catch (error) {
    if (!(error instanceof DeviceError) || error.fault !== 'unavailable') throw error;
    throw new DeviceError('unavailable', `${error.message}. ${installHint(driver)}`);
  }
}
