import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import type { Session } from '@vla/kernels';
import { DeviceError, loadWasm } from '@vla/kernels';
import { limited } from '../compute/limited.ts';

/** Makes tfjs compute where the session does: on its device, or on the processor in WebAssembly or in JavaScript. */
export async function trainOn({ backend }: Pick<Session, 'backend'>): Promise<void> {
  // Also where it seems active already: tfjs names one so that failed to start.
  await startBackend(backend === 'reference' ? 'cpu' : backend);
}

/**
 * Makes a backend tfjs's active one. Those on the processor are loaded here, with the kernels of the operators;
 * that of a graphics device is there with its session.
 */
export const startBackend = (name: string): Promise<void> => oneAtATime(() => start(name));

/** tfjs gives up on a backend that is still starting where another call comes. */
const oneAtATime = limited(1);

async function start(name: string): Promise<void> {
  if (name === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  if (name === 'wasm') await Promise.all([import('./wasmBackend.ts'), loadWasm()]);
  if (!(await setBackend(name)) || getBackend() !== name) {
    // Its file did not come, as that of any part may not.
    if (name === 'wasm') throw new Error('TensorFlow.js’s WebAssembly could not be loaded');
    throw new DeviceError('unavailable', `TensorFlow.js could not start its ${name} backend`);
  }
}
