import type { HostTensor } from '@vla/kernels';
import { vla } from '@vla/kernels';
import { answersTo, markedSequence, valueSize } from '../../lib/compute/markedPairs.ts';
import { forEachSeed } from '../../lib/compute/seeds.ts';
import type { Summary } from '../../lib/compute/statistics.ts';
import { mean, summary } from '../../lib/compute/statistics.ts';
import { sequences, stack } from '../../lib/compute/tensors.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { Config } from './definition.ts';
import { penalties } from './definition.ts';

/** Which tokens have the penalty λ; the others have none. */
export const placements = ['noise', 'targets', 'all'] as const;
export type Placement = (typeof placements)[number];

export const writes = ['normalized', 'plain'] as const;
export type Write = (typeof writes)[number];

export interface Data {
  readonly penalties: readonly number[];
  /** Cosine between answer and value at each penalty, over seeds. */
  readonly cosine: Readonly<Record<Write, Readonly<Record<Placement, readonly Summary[]>>>>;
}

export const compute: Compute<Config, Data> = async ({ config, seed, runtime, signal, onProgress }) => {
  const { seeds, headSize, pairs, later, lambda0 } = config;
  onProgress({ fraction: 0, message: 'drawing inputs' });
  const draw = (random: Parameters<typeof markedSequence>[0]) => markedSequence(random, config, 'all');
  const drawn = await forEachSeed({ seed, count: seeds, signal, draw });
  // One head for each placement: they differ in their penalty directions only.
  const heads = (size: number, part: 'keys' | 'values'): HostTensor =>
    stack(
      drawn.map((one) => placements.map(() => one[part])),
      size,
    );
  const [k, v] = [heads(headSize, 'keys'), heads(valueSize(config), 'values')];
  const q = { shape: k.shape, data: new Float32Array(k.data.length) };
  const directions = (penalty: number): HostTensor =>
    sequences([seeds, placements.length, pairs + later, headSize], (view, { b, h, t }) => {
      const key = drawn[b].keys.subarray(t * headSize, (t + 1) * headSize);
      const scale = isPenalised(placements[h], t < pairs) ? Math.sqrt(penalty) : 0;
      key.forEach((value, i) => (view[i] = scale * value));
    });

  const cosine = { normalized: empty(), plain: empty() };
  const runs = writes.flatMap((write) => penalties.map((penalty) => ({ write, penalty })));
  for (const [index, { write, penalty }] of runs.entries()) {
    const { finalMemory } = await vla(
      { q, k, v, u: directions(penalty) },
      {
        lambda0,
        write,
        session: runtime,
        signal,
        onProgress: (part) => onProgress({ fraction: (index + part) / runs.length, message: `λ = ${penalty}` }),
      },
    );
    for (const [h, placement] of placements.entries()) {
      const bySeed = drawn.map(({ keys }, b) => answersTo(keys, config, finalMemory, b * placements.length + h));
      cosine[write][placement].push(summary(bySeed.map((answers) => mean(answers.map((answer) => answer.cosine)))));
    }
  }
  return { penalties, cosine };
};

function isPenalised(placement: Placement, isTarget: boolean): boolean {
  return placement === 'all' || isTarget === (placement === 'targets');
}

function empty(): Record<Placement, Summary[]> {
  return { noise: [], targets: [], all: [] };
}
