import { backend, getBackend } from '@tensorflow/tfjs-core';
import { DeviceError } from '../errors.ts';
import { DeviceRunner } from '../runtime/runner.ts';
import { loadWasm } from '../runtime/wasm/module.ts';

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

/**
 * Loads the WebAssembly kernels where tfjs computes in WebAssembly, too. Where the processor has no vectors, or a page may not compile
 * them, all is computed with tfjs's own operations, and operators in JavaScript.
 */
export async function loadProcessorKernels(): Promise<void> {
  if (getBackend() !== 'wasm') return;
  try {
    await loadWasm();
  } catch (error) {
    if (!(error instanceof DeviceError && error.fault === 'unavailable')) throw error;
  }
}
