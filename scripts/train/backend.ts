import { DeviceError, openSession } from '@vla/kernels';
import { openNodeSession } from '@vla/kernels/node';
import { trainOn } from '../../src/lib/training/backend.ts';
import type { TrainArguments } from './arguments.ts';

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
  const session = await openSession({ backend: backend === 'cpu' ? 'cpu' : 'wasm' });
  await trainOn(session);
  return session.adapter.label;
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
