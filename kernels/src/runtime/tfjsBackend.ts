import { backend, engine, getBackend } from '@tensorflow/tfjs-core';
import { DeviceError } from '../errors.ts';

const CHOICES =
  'await openSession({ forTensors: true }) for WebGPU, or import @tensorflow/tfjs-backend-cpu and tf.setBackend("cpu")';

/** Throws DeviceError where tfjs has no backend at all, as with tfjs-core alone. `what` is for the message. */
export function checkHasBackend(what: string): void {
  if (engine().backendNames().length > 0) return;
  throw new DeviceError('unavailable', `${what}: TensorFlow.js has no backend to compute on; ${CHOICES}`);
}

/** Throws DeviceError unless tfjs has a backend, and an active one for which `isKnown`. It is made, if it was not yet. */
export function checkActiveBackend(what: string, isKnown: (name: string) => boolean): void {
  checkHasBackend(what);
  backend();
  const name = getBackend();
  if (isKnown(name)) return;
  throw new DeviceError('unavailable', `${what}: there is nothing for TensorFlow.js's backend "${name}"; ${CHOICES}`);
}
