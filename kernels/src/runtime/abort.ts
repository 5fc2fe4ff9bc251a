import { describe } from '../arguments.ts';
import { ArgumentError } from '../errors.ts';

/** Throws ArgumentError unless a signal is one, or was left out. */
export function checkSignal(value: unknown): asserts value is AbortSignal | undefined {
  if (value === undefined) return;
  const { aborted, throwIfAborted } = (value ?? {}) as Partial<AbortSignal>;
  if (typeof aborted === 'boolean' && typeof throwIfAborted === 'function') return;
  const isController = (value as Partial<AbortController> | null)?.signal !== undefined;
  throw new ArgumentError(
    'signal',
    `was ${describe(value)}; expected an AbortSignal${isController ? ': the controller’s signal' : ''}`,
  );
}

/**
 * Settles as `work` does; where `signal` is aborted before that, rejects at once with the signal's reason. Not once the work
 * has begun, which ends in its own way then.
 */
export function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  hasBegun: () => boolean = () => false,
): Promise<T> {
  if (!signal) return work;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => {
      if (!hasBegun()) reject(signal.reason);
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
