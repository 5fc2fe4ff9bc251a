/**
 * Settles as `promise` does, or rejects with `late()` after `milliseconds`. The promise itself is not stopped;
 * a late rejection of it is swallowed, because nobody is left to hear it.
 */
export function withTimeLimit<T>(promise: Promise<T>, milliseconds: number, late: () => Error): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
