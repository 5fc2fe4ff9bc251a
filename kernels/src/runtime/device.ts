import { DeviceError, messageOf } from '../errors.ts';
import { requestAdapter } from './adapter.ts';
import { withTimeLimit } from './timeLimit.ts';

/** Limits that larger jobs profit from; tfjs asks for the same ones. */
const WANTED_LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** tfjs uses timestamps for tf.time(). Kernels have a faster text where there are subgroups. Nothing here needs a feature. */
const WANTED_FEATURES: readonly GPUFeatureName[] = ['timestamp-query', 'subgroups'];

export interface AcquiredDevice {
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo;
  /** Set when the device has less than the adapter could give. */
  readonly note: string | null;
}

/**
 * A device with the adapter's own limits; when that is refused, one at WebGPU's default limits.
 * Both fail within `timeLimit` milliseconds each, as DeviceError('unavailable').
 */
export async function acquireDevice(gpu: GPU | undefined, timeLimit: number): Promise<AcquiredDevice> {
  const adapter = await requestAdapter(gpu, timeLimit);
  const requiredLimits = Object.fromEntries(WANTED_LIMITS.map((name) => [name, adapter.limits[name] as number]));
  const requiredFeatures = WANTED_FEATURES.filter((feature) => adapter.features.has(feature));
  const late = () =>
    new DeviceError('unavailable', `the request for a GPU device was not answered within ${timeLimit / 1000} s`);
  const request = (from: GPUAdapter, descriptor: GPUDeviceDescriptor) =>
    withTimeLimit(from.requestDevice(descriptor), timeLimit, late);
  try {
    return { device: await request(adapter, { requiredLimits, requiredFeatures }), info: adapter.info, note: null };
  } catch (refusal) {
    try {
      // An adapter may serve one request only, so the second needs a fresh one.
      const second = await requestAdapter(gpu, timeLimit);
      const device = await request(second, {});
      const note = `a device with larger limits was refused (${messageOf(refusal)}); it runs at WebGPU's default limits`;
      return { device, info: second.info, note };
    } catch (error) {
      throw new DeviceError('unavailable', `the GPU device was refused: ${messageOf(error)}`);
    }
  }
}
