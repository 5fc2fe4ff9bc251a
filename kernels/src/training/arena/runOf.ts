import type { MixerName } from '../../model/index.ts';
import type { RunOptions } from '../options.ts';
import type { ArenaPreset } from './types.ts';
import { checkKeys } from '../../arguments.ts';
import { mixerNames } from '../../model/index.ts';
import { aNumber, aText, checkAll, count, fields, listOf, oneOf, recordOf, size } from '../../shapes.ts';

const aPreset = fields({
  ...{ task: fields({ name: aText }), model: recordOf(() => undefined) },
  ...{ batchSize: size, steps: size, rates: listOf(aNumber, 1) },
});

/** The run of a preset with a mixer, with the first of its rates where none is named. */
export function arenaRun(
  preset: ArenaPreset,
  by: { mixer: MixerName; learningRate?: number; seed?: number },
): RunOptions {
  aPreset('preset', preset);
  checkKeys('by', by, ['mixer', 'learningRate', 'seed']);
  const { task, model, batchSize, steps, rates } = preset;
  const { mixer, learningRate = rates[0], seed = 0 } = by;
  checkAll({ mixer: [mixer, oneOf(...mixerNames)], learningRate: [learningRate, aNumber], seed: [seed, count] });
  return { task, model: { ...model, mixer }, training: { steps, batchSize, learningRate }, seed };
}
