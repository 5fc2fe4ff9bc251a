import type { MixerName } from '../../model/index.ts';
import type { RunOptions } from '../options.ts';
import type { ArenaPreset } from './types.ts';

/** The run of a preset with a mixer, with the first of its rates where none is named. */
export function arenaRun(
  { task, model, batchSize, steps, rates }: ArenaPreset,
  { mixer, learningRate = rates[0], seed = 0 }: { mixer: MixerName; learningRate?: number; seed?: number },
): RunOptions {
  return { task, model: { ...model, mixer }, training: { steps, batchSize, learningRate }, seed };
}
