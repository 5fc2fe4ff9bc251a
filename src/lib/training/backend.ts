import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import type { Session } from '@vla/kernels';
import { DeviceError } from '@vla/kernels';

/**
 * Makes tfjs compute where the session does: on its device, or on the processor. There a backend of the processor that
 * is active already stays; otherwise it is the one in JavaScript.
 */
export async function trainOn({ backend }: Session): Promise<void> {
  const wanted = backend === 'webgpu' ? ['webgpu'] : ['wasm', 'cpu'];
  if (wanted.includes(getBackend())) return;
  if (backend !== 'webgpu') await import('@tensorflow/tfjs-backend-cpu');
  const name = wanted.at(-1)!;
  if (!(await setBackend(name)) || getBackend() !== name) {
    throw new DeviceError('unavailable', `TensorFlow.js could not start its ${name} backend`);
  }
}
