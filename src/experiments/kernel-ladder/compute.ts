import { operators } from '@vla/kernels/operators';
import { portion } from '../../lib/compute/stage.ts';
import { requireDevice } from '../../lib/compute/timed.ts';
import type { Compute, Progress } from '../../lib/experiment.ts';
import { climb, type Ladder } from './climb.ts';
import type { Config } from './definition.ts';
import type { RungName } from './rungs.ts';

export interface Data {
  readonly heads: number;
  readonly headSize: number;
  readonly short: Ladder;
  readonly long: Ladder;
}

export const compute: Compute<Config, Data> = async ({ config, seed, runtime, signal, onProgress }) => {
  const { heads, headSize, short, long, pairs } = config;
  const session = requireDevice(runtime);
  const kernels = operators.vla.forms.filter((form): form is Exclude<typeof form, 'full'> => form !== 'full');
  const ladder = (T: number, names: readonly RungName[], report: (progress: Progress) => void): Promise<Ladder> =>
    climb({ session, names, extent: { B: 1, H: heads, T, D: headSize }, pairs, seed, signal, onProgress: report });
  return {
    heads,
    headSize,
    short: await ladder(short, ['opLoop', ...kernels], portion(onProgress, 0, 0.6)),
    long: await ladder(long, kernels, portion(onProgress, 0.6, 1)),
  };
};
