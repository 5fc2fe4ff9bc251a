import '@tensorflow/tfjs-backend-wasm';
import { DeviceError } from '@vla/kernels';
import { openNodeSession } from '@vla/kernels/node';
import { startBackend } from '../../src/lib/training/backend.ts';
import type { BackendChoice, TrainArguments } from './arguments.ts';

/**
 * Makes a backend tfjs's active one, and says what computes there. "auto" is a GPU where there is one, else WebAssembly:
 * a GPU that is emulated on the processor is slower than the processor itself.
 */
export async function chooseBackend({ backend, driver }: Pick<TrainArguments, 'backend' | 'driver'>): Promise<string> {
  if (backend === 'webgpu') return (await openNodeSession({ driver, forTensors: true })).adapter.label;
  if (backend === 'auto') {
    const gpu = await hardwareGpu(driver);
    if (gpu) return gpu;
  }
  const name: Exclude<BackendChoice, 'auto' | 'webgpu'> = backend === 'cpu' ? 'cpu' : 'wasm';
  await startBackend(name);
  return name === 'cpu' ? 'CPU (float32, JavaScript)' : 'CPU (float32, WebAssembly)';
}

async function hardwareGpu(driver: TrainArguments['driver']): Promise<string | null> {
  try {
    const { adapter } = await openNodeSession({ driver, forTensors: true });
    return adapter.software ? null : adapter.label;
  } catch (error) {
    if (error instanceof DeviceError && error.fault === 'unavailable') return null;
    throw error;
  }
}
