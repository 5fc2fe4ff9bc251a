import type { RunOptions } from '../operator.ts';
import type { DeviceCall, DeviceJob, Shapes } from './deviceJob.ts';

/** Jobs of a device that are kept for the next call of the same kind. Texts of shaders are most of what they weigh. */
const MOST = 64;

const kept = new WeakMap<GPUDevice, Map<string, DeviceJob>>();

/**
 * The job of a call by tensors, which depends on shapes, options and the device alone. Writing the texts of its shaders takes
 * longer than a device needs for a short sequence, and a text that is made anew is compared with the one that was compiled,
 * letter by letter: so a call like one before gets that one's job.
 */
export function jobOnce(
  device: GPUDevice,
  call: DeviceCall & { readonly kernelName: string; readonly shapes: Shapes; readonly options: RunOptions },
  plan: () => DeviceJob,
): DeviceJob {
  const jobs = kept.get(device) ?? new Map<string, DeviceJob>();
  kept.set(device, jobs);
  const key = keyOf(call);
  if (key === null) return plan();
  const job = jobs.get(key) ?? plan();
  // At the end again: the first is the one that was not asked for the longest.
  jobs.delete(key);
  jobs.set(key, job);
  if (jobs.size > MOST) jobs.delete(jobs.keys().next().value!);
  return job;
}

/** Null for options that no call can have, which planning refuses: they are not checked before. */
function keyOf({ kernelName, shapes, options, differentiated, zeros }: Parameters<typeof jobOnce>[1]): string | null {
  const { session: _session, signal: _signal, onProgress: _onProgress, ...others } = options;
  // JSON has no word for numbers that are not finite, and passes over what it does not know.
  const spelled = (_: string, value: unknown): unknown =>
    ['boolean', 'string', 'object'].includes(typeof value) ? value : [typeof value, String(value)];
  try {
    return JSON.stringify([kernelName, shapes, others, differentiated, [...zeros]], spelled);
  } catch {
    return null;
  }
}
