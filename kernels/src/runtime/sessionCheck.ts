import { checkKeys, choiceOption, describe, flagOption, numberOption } from '../arguments.ts';
import { ArgumentError, DeviceError } from '../errors.ts';
import type { Session, SessionOptions } from './sessionTypes.ts';

const BACKENDS = ['webgpu', 'wasm', 'cpu', 'reference'] as const;

/** Without `backend`, which not every call that opens a session leaves open. */
export const SESSION_OPTIONS = ['device', 'timeLimit', 'selfCheck', 'forTensors'] as const;

/** The longest wait that a timer can have, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/**
 * By its fields, as one may come from a second copy of the package, or be a copy with a field of its own.
 *
 * @throws ArgumentError unless `value` is an open session, or was left out; DeviceError where it was disposed
 */
export function checkSession(value: unknown): asserts value is Session | undefined {
  if (value === undefined) return;
  const session = (typeof value === 'object' ? (value ?? {}) : {}) as Partial<Session>;
  const isSession = BACKENDS.some((name) => name === session.backend) && typeof session.adapter === 'object';
  if (!isSession || (session.backend === 'webgpu' && typeof session.execute !== 'function')) {
    throw new ArgumentError('session', `was ${describe(value)}; expected a session: await openSession()`);
  }
  if (session.isDisposed) throw new DeviceError('unavailable', 'this session was disposed; open a new one');
}

/** Throws ArgumentError unless these are options of a session; `known` are the keys that there may be. */
export function checkSessionOptions(value: unknown, known: readonly string[] = ['backend', ...SESSION_OPTIONS]): void {
  checkKeys('options', value, known);
  const options = value as { readonly [Option in keyof SessionOptions]: unknown };
  const choices = ['auto', ...BACKENDS] as const;
  const backend = choiceOption({ name: 'backend', value: options.backend, fallback: 'auto', choices });
  numberOption({
    name: 'timeLimit',
    value: options.timeLimit,
    fallback: 5000,
    expected: `a number of milliseconds above 0, at most ${LONGEST}`,
    accept: (milliseconds) => milliseconds > 0 && milliseconds <= LONGEST,
  });
  for (const name of ['selfCheck', 'forTensors'] as const) flagOption({ name, value: options[name] });
  if (options.device === undefined) return;
  checkDevice(options.device);
  if (backend !== 'auto' && backend !== 'webgpu') {
    throw new ArgumentError('device', `was given beside the backend "${backend}", which needs none`);
  }
  if (options.forTensors) {
    throw new ArgumentError('forTensors', 'was true beside a device; tensors are on the one that tfjs has');
  }
}

function checkDevice(value: unknown): void {
  const { queue, lost, createBuffer } = (value ?? {}) as Partial<GPUDevice>;
  if (typeof queue === 'object' && typeof lost?.then === 'function' && typeof createBuffer === 'function') return;
  throw new ArgumentError('device', `was ${describe(value)}; expected a GPUDevice`);
}
