import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import type { Session } from '@vla/kernels';
import { DeviceError } from '@vla/kernels';

/**
 * Makes tfjs compute where the session does: on its device, or on the processor. There a backend of the processor that
 * is active already stays; otherwise it is the one in JavaScript.
 */
export async function trainOn({ backend }: Pick<Session, 'backend'>): Promise<void> {
  const wanted = backend === 'webgpu' ? ['webgpu'] : ['wasm', 'cpu'];
  if (!wanted.includes(getBackend())) await startBackend(wanted.at(-1)!);
}

/** Makes a backend tfjs's active one. That in JavaScript is loaded here, others are what the program has imported. */
export async function startBackend(name: string): Promise<void> {
  if (name === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  if (!(await setBackend(name)) || getBackend() !== name) {
    throw new DeviceError('unavailable', `TensorFlow.js could not start its ${name} backend`);
  }
}
