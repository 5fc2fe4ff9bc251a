import { backend, getBackend } from '@tensorflow/tfjs-core';
import { DeviceError } from '../errors.ts';
import { DeviceRunner } from '../runtime/runner.ts';

/** The device that tfjs computes on, or null: on the processor. */
export function activeDevice(): GPUDevice | null {
  return getBackend() === 'webgpu' ? (backend() as unknown as { readonly device: GPUDevice }).device : null;
}

/** Waits for the device, and takes reports of numbers that are not finite from it, all that there are. */
export async function forgetNonFinite(): Promise<void> {
  const device = activeDevice();
  if (!device) return;
  const runner = DeviceRunner.of(device);
  for (;;) {
    try {
      return await runner.settled();
    } catch (error) {
      if (!(error instanceof DeviceError && error.fault === 'non-finite')) throw error;
    }
  }
}
