import type { HostTensor } from '@vla/kernels';
import { openSession } from '@vla/kernels';
import type { Compute, Progress } from '../../lib/experiment.ts';
import type { Rows } from './naive.ts';

/** Runs an experiment on the processor, as a page does where there is no WebGPU. */
export async function runOnCpu<Config, Data>(
  compute: Compute<Config, Data>,
  { config, seed = 1 }: { readonly config: Config; readonly seed?: number },
): Promise<Data> {
  const runtime = await openSession({ backend: 'wasm' });
  return compute({ config, seed, runtime, onProgress: () => undefined, signal: new AbortController().signal });
}

/** Aborts a run at its first report of progress past `after`, and returns what the run was rejected with. */
export async function cancelled<Config>(
  compute: Compute<Config, unknown>,
  { config, after }: { readonly config: Config; readonly after: number },
): Promise<unknown> {
  const runtime = await openSession({ backend: 'wasm' });
  const controller = new AbortController();
  const onProgress = ({ fraction }: Progress): void => {
    if (fraction >= after) controller.abort(new Error('cancelled by the test'));
  };
  try {
    await compute({ config, seed: 1, runtime, onProgress, signal: controller.signal });
  } catch (reason) {
    return reason;
  }
  return undefined;
}

/** Vectors of `size` as rows. */
export function rowsOf(data: ArrayLike<number>, size: number): Rows {
  return Array.from({ length: data.length / size }, (_, t) =>
    Array.from({ length: size }, (_, i) => data[t * size + i]),
  );
}

/** The sequence of batch entry b of a tensor [B,1,T,size], as rows. */
export function sequenceOf({ shape, data }: HostTensor, b: number): Rows {
  const [, , steps, size] = shape;
  return rowsOf(data.subarray(b * steps * size, (b + 1) * steps * size), size);
}
