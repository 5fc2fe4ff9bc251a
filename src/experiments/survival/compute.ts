import type { HostTensor } from '@vla/kernels';
import { followMemory } from '../../lib/compute/followMemory.ts';
import { answersTo, valueSize } from '../../lib/compute/markedPairs.ts';
import { forEachSeed } from '../../lib/compute/seeds.ts';
import { stage } from '../../lib/compute/stage.ts';
import type { Summary } from '../../lib/compute/statistics.ts';
import { mean, summary } from '../../lib/compute/statistics.ts';
import { logarithmicSteps } from '../../lib/compute/steps.ts';
import { stack } from '../../lib/compute/tensors.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { Memory } from '../../lib/memories.ts';
import { memories, memoryLabels } from '../../lib/memories.ts';
import type { Config } from './definition.ts';
import type { Drawn, Family } from './inputs.ts';
import { draw, families } from './inputs.ts';

/** Curves over the stops, over seeds. */
export interface Curves {
  readonly left: readonly Summary[];
  readonly disturbance: readonly Summary[];
}

export interface Data {
  /** Further steps at each stop; the first is 0. */
  readonly after: readonly number[];
  readonly curves: Readonly<Record<Family, Readonly<Record<Memory, Curves>>>>;
}

/** Means over the pairs, by stop and seed. */
type Readings = readonly (readonly { readonly left: number; readonly disturbance: number }[])[];

export const compute: Compute<Config, Data> = async ({ config, seed, runtime, signal, onProgress }) => {
  const { seeds, headSize, pairs, later, lambda0 } = config;
  onProgress({ fraction: 0, message: 'drawing inputs' });
  const drawn = await forEachSeed({ seed, count: seeds, signal, draw: (random) => draw(random, config) });
  const rows = (size: number, pick: (one: Drawn, family: Family) => Float32Array): HostTensor =>
    stack(
      drawn.map((one) => families.map((family) => pick(one, family))),
      size,
    );
  const k = rows(headSize, ({ sequences }, family) => sequences[family].keys);
  const v = rows(valueSize(config), ({ sequences }, family) => sequences[family].values);
  const randomU = rows(headSize, ({ directions }) => directions);

  const after = [0, ...logarithmicSteps(later, 24, [10, 100, 1000])];
  const stops = after.map((n) => pairs + n);
  const readings = {} as Record<Memory, Record<Family, Readings>>;
  for (const [index, name] of memories.entries()) {
    const [from, to] = [index / memories.length, (index + 1) / memories.length];
    const part = stage(onProgress, { from, to, message: memoryLabels[name] });
    const onStep = (step: number): void => part(step / (pairs + later));
    const byStop: HostTensor[] = [];
    const run = followMemory(name, { k, v, randomU, lambda0 }, { runtime, signal, stops, onStep });
    for await (const { memory } of run) byStop.push(memory);
    const read = (family: Family): Readings =>
      byStop.map((memory) =>
        drawn.map(({ sequences }, b) => {
          const { keys } = sequences[family];
          const answers = answersTo(keys, config, memory, b * families.length + families.indexOf(family));
          return {
            left: mean(answers.map(({ left }) => left)),
            disturbance: mean(answers.map(({ disturbance }) => disturbance)),
          };
        }),
      );
    readings[name] = { all: read('all'), written: read('written') };
  }
  return { after, curves: { all: curves(readings, 'all'), written: curves(readings, 'written') } };
};

function curves(
  readings: Readonly<Record<Memory, Readonly<Record<Family, Readings>>>>,
  family: Family,
): Readonly<Record<Memory, Curves>> {
  const curve = ([name, byFamily]: [string, Readonly<Record<Family, Readings>>]) => [
    name,
    {
      left: byFamily[family].map((seeds) => summary(seeds.map(({ left }) => left))),
      disturbance: byFamily[family].map((seeds) => summary(seeds.map(({ disturbance }) => disturbance))),
    },
  ];
  return Object.fromEntries(Object.entries(readings).map(curve)) as Record<Memory, Curves>;
}
