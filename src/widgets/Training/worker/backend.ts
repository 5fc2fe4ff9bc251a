import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import { DeviceError } from '@vla/kernels';
import type { BackendChoice, Ran } from '../../worker/protocol.ts';
import { sessionFor } from '../../worker/session.ts';

/** Makes the chosen backend, or the CPU where there is no WebGPU, the one that tfjs computes on, and says which it is. */
export async function openBackend(choice: BackendChoice): Promise<Omit<Ran, 'milliseconds'>> {
  const { session, note } = await sessionFor(choice);
  const { backend, adapter } = session;
  if (backend === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  if (!(await setBackend(backend)) || getBackend() !== backend) {
    throw new DeviceError('unavailable', `TensorFlow.js could not start its ${backend} backend`);
  }
  return { backend, adapter: adapter.label, software: adapter.software, note };
}
