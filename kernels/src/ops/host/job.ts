import { DeviceError, DivergedError, tokenPlace } from '../../errors.ts';

/** A computation on the processor, cut into short steps that run once each, in order. */
export interface HostJob<Result> {
  readonly steps: number;
  run(step: number): void;
  /** Call after the last step. */
  finish(): Result;
  /** Lets go of what the job holds, once, whether it was finished or not. Nothing else may be called after it. */
  close?(): void;
}

/** Runs a job at a stretch. */
export function runAtOnce<Result>(job: HostJob<Result>): Result {
  try {
    for (let step = 0; step < job.steps; step++) job.run(step);
    return job.finish();
  } finally {
    job.close?.();
  }
}

/** Milliseconds a slice aims at: long enough to be efficient, short enough for a cancel to feel instant. */
const SLICE = 20;

/** Runs a job in slices, and lets the event loop turn in between so that a cancel message can arrive. */
export async function runInSlices<Result>(job: HostJob<Result>, options: SliceOptions): Promise<Result> {
  try {
    return await inSlices(job, options);
  } finally {
    job.close?.();
  }
}

interface SliceOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
}

async function inSlices<Result>(job: HostJob<Result>, { signal, onProgress }: SliceOptions): Promise<Result> {
  let length = 1;
  for (let done = 0; done < job.steps;) {
    signal?.throwIfAborted();
    const end = Math.min(job.steps, done + length);
    const start = performance.now();
    while (done < end) job.run(done++);
    const elapsed = performance.now() - start;
    if (elapsed < SLICE / 2) length *= 2;
    else if (elapsed > SLICE) length = Math.max(1, Math.floor(length * (SLICE / elapsed)));
    onProgress?.(done / job.steps);
    if (done < job.steps && elapsed >= SLICE / 2) await nextTask();
  }
  signal?.throwIfAborted();
  return job.finish();
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Throws unless all numbers are finite: a result that overflowed is no result. `where` is for the message. */
export function checkConverged(values: ArrayLike<number>, where: () => string): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw new DeviceError('non-finite', `diverged ${where()}: ${values[i]}`);
  }
}

/**
 * Throws unless one token's output is finite.
 *
 * @param output the whole output tensor's numbers, [B,H,T,Dv]
 * @param index the token, (b·H + h)·T + t
 */
export function checkStep(
  output: Float32Array | Float64Array,
  index: number,
  { H, T, Dv }: { readonly H: number; readonly T: number; readonly Dv: number },
): void {
  for (let i = index * Dv; i < (index + 1) * Dv; i++) {
    if (Number.isFinite(output[i])) continue;
    throw new DivergedError(tokenPlace(index, { H, T }), String(output[i]));
  }
}
