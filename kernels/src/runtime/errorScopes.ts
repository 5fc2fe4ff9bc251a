import { DeviceError } from '../errors.ts';

const SCOPES = ['internal', 'out-of-memory', 'validation'] as const;

/** Catches the device's errors from here on, until {@link popErrorScopes}. */
export function pushErrorScopes(device: GPUDevice): void {
  SCOPES.forEach((scope) => device.pushErrorScope(scope));
}

/** Stops catching; the first error, or null. Rejects where the device is gone. */
export async function popErrorScopes(device: GPUDevice): Promise<DeviceError | null> {
  const [validation, memory, internal] = await Promise.all(SCOPES.map(() => device.popErrorScope()));
  if (memory) return new DeviceError('out-of-memory', `the GPU is out of memory: ${memory.message}`);
  const other = validation ?? internal;
  return other ? new DeviceError('validation', `the GPU rejected the job: ${other.message}`) : null;
}
