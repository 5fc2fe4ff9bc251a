import type { HostTensor, Session } from '@vla/kernels';
import { deltaNet } from '@vla/kernels';
import { followMemory } from '../../lib/compute/followMemory.ts';
import { forEachSeed } from '../../lib/compute/seeds.ts';
import { stage } from '../../lib/compute/stage.ts';
import type { Summary } from '../../lib/compute/statistics.ts';
import { summary } from '../../lib/compute/statistics.ts';
import { evenSteps } from '../../lib/compute/steps.ts';
import { sliceSteps, stack } from '../../lib/compute/tensors.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { Memory } from '../../lib/memories.ts';
import { memories, memoryLabels } from '../../lib/memories.ts';
import type { Config } from './definition.ts';
import type { Drawn } from './inputs.ts';
import { draw } from './inputs.ts';
import { recallOf } from './recall.ts';

export type Family = 'gaussian' | 'elu';

export interface Data {
  readonly headSize: number;
  /** Numbers of pairs N. */
  readonly pairs: readonly number[];
  /** Recall after N pairs, over seeds. */
  readonly recall: Readonly<Record<Family, Readonly<Record<Memory, readonly Summary[]>>>>;
}

/** Recall by stop, seed and family. */
type Recalls = number[][][];

export const compute: Compute<Config, Data> = async ({ config, seed, runtime, signal, onProgress }) => {
  const { seeds, headSize, mostPairs, lambda0 } = config;
  const drawn = await forEachSeed({ seed, count: seeds, signal, draw: (random) => draw(random, config) });
  const rows = (pick: (one: Drawn) => Float32Array[]): HostTensor => stack(drawn.map(pick), headSize);
  const k = rows(({ gaussian, elu }) => [gaussian, elu]);
  const v = rows(({ values }) => [values, values]);
  const randomU = rows(({ directions }) => [directions, directions]);

  const stops = evenSteps(mostPairs, 4);
  const recalls = {} as Record<Memory, Recalls>;
  for (const [index, name] of memories.entries()) {
    const [from, to] = [index / memories.length, (index + 1) / memories.length];
    const part = stage(onProgress, { from, to, message: memoryLabels[name] });
    recalls[name] = [];
    const run = followMemory(name, { k, v, randomU, lambda0 }, { runtime, signal, stops });
    for await (const { step, memory } of run) {
      const answers = await read(memory, sliceSteps(k, 0, step), { runtime, signal });
      recalls[name].push(recallOf(answers, sliceSteps(v, 0, step)));
      part(step / mostPairs);
    }
  }
  return { headSize, pairs: stops, recall: { gaussian: curves(recalls, 0), elu: curves(recalls, 1) } };
};

/** S q for every query: the read-out is the same for all operators, so DeltaNet's kernel does it, writing nothing. */
async function read(
  initialMemory: HostTensor,
  q: HostTensor,
  { runtime, signal }: { readonly runtime: Session; readonly signal: AbortSignal },
): Promise<HostTensor> {
  const nothing = { shape: q.shape, data: new Float32Array(q.data.length) };
  const { output } = await deltaNet({ q, k: nothing, v: nothing, initialMemory }, { session: runtime, signal });
  return output;
}

function curves(recalls: Readonly<Record<Memory, Recalls>>, h: number): Readonly<Record<Memory, Summary[]>> {
  const curve = ([name, byStop]: [string, Recalls]) => [
    name,
    byStop.map((seeds) => summary(seeds.map((row) => row[h]))),
  ];
  return Object.fromEntries(Object.entries(recalls).map(curve)) as Record<Memory, Summary[]>;
}
