import { deltaNet, vla, type HostTensor, type Session } from '@vla/kernels';
import { relativeError } from '@vla/kernels/math';
import { forEachSeed } from '../../lib/compute/seeds.ts';
import { pause } from '../../lib/compute/pause.ts';
import { summary, type Summary } from '../../lib/compute/statistics.ts';
import { evenSteps } from '../../lib/compute/steps.ts';
import { sliceSteps, stack } from '../../lib/compute/tensors.ts';
import { followVla } from '../../lib/compute/trajectory.ts';
import type { Compute } from '../../lib/experiment.ts';
import { recallOf } from '../memory-capacity/recall.ts';
import type { Config } from './definition.ts';
import { directionsOf, draw, type Drawn } from './inputs.ts';
import { ablations, type Variant } from './variants.ts';

export interface Data {
  /** Numbers of pairs N. */
  readonly pairs: readonly number[];
  /** Recall after N pairs, over seeds, by ablation and variant. */
  readonly recall: Readonly<Record<string, Readonly<Record<string, readonly Summary[]>>>>;
  /** Largest relative difference of the outputs of chunks, or of parallel time, from those of one token after the other. */
  readonly formsDifference: number;
}

export const compute: Compute<Config, Data> = async ({ config, seed, runtime, signal, onProgress }) => {
  const { seeds, headSize, mostPairs, lambda0 } = config;
  const drawn = await forEachSeed({ seed, count: seeds, signal, draw: (random) => draw(random, config) });
  const rows = (pick: (one: Drawn) => Float32Array): HostTensor =>
    stack(
      drawn.map((one) => [pick(one)]),
      headSize,
    );
  const [k, v] = [rows(({ keys }) => keys), rows(({ values }) => values)];
  const stops = evenSteps(mostPairs, 8);
  const count = ablations.reduce((sum, { variants }) => sum + variants.length, 0);
  const recall: Record<string, Record<string, Summary[]>> = {};
  let done = 0;
  for (const { name, title, variants } of ablations) {
    recall[name] = {};
    for (const variant of variants) {
      onProgress({ fraction: done++ / (count + 1), message: `${title}, ${variant.label}` });
      const inputs = { k, v, u: directions(drawn, variant, headSize) };
      const curve: Summary[] = [];
      const options = { lambda0, ...variant.options };
      for await (const { step, result } of followVla(inputs, options, { runtime, signal, stops })) {
        const answers = await read(result.finalMemory, sliceSteps(k, 0, step), { runtime, signal });
        curve.push(summary(recallOf(answers, sliceSteps(v, 0, step)).map((heads) => heads[0]!)));
      }
      recall[name][variant.name] = curve;
      await pause(signal);
    }
  }
  onProgress({ fraction: done / (count + 1), message: 'comparing forms' });
  return {
    pairs: stops,
    recall,
    formsDifference: await formsDifference({ k, v, u: k, q: k }, { lambda0, runtime, signal }),
  };
};

/** [B,1,T,R,D] */
function directions(drawn: readonly Drawn[], variant: Variant, size: number): HostTensor {
  const parts = drawn.map((one) => directionsOf(one, variant, size));
  const [rank, length] = [parts[0]!.length, parts[0]![0]!.length];
  const data = new Float32Array(drawn.length * rank * length);
  parts.forEach((all, b) =>
    all.forEach((rows, r) => {
      for (let t = 0; t < length / size; t++) {
        const row = rows.subarray(t * size, (t + 1) * size);
        data.set(row, ((b * length) / size + t) * rank * size + r * size);
      }
    }),
  );
  return { shape: [drawn.length, 1, length / size, rank, size], data };
}

interface Where {
  readonly runtime: Session;
  readonly signal: AbortSignal;
}

/** S q for every query: DeltaNet's kernel does it, writing nothing. */
async function read(initialMemory: HostTensor, q: HostTensor, { runtime, signal }: Where): Promise<HostTensor> {
  const nothing = { shape: q.shape, data: new Float32Array(q.data.length) };
  const { output } = await deltaNet({ q, k: nothing, v: nothing, initialMemory }, { session: runtime, signal });
  return output;
}

async function formsDifference(
  inputs: Readonly<Record<'q' | 'k' | 'v' | 'u', HostTensor>>,
  { lambda0, runtime, signal }: Where & { readonly lambda0: number },
): Promise<number> {
  const outputOf = async (form: 'recurrent' | 'chunk' | 'parallel'): Promise<HostTensor['data']> => {
    const { output } = await vla(inputs, { lambda0, form, session: runtime, signal });
    return output.data;
  };
  const streamed = await outputOf('recurrent');
  const others = [await outputOf('chunk'), await outputOf('parallel')];
  return Math.max(...others.map((other) => relativeError(other, streamed)));
}
