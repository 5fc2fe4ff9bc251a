import type { ExperimentDefinition } from '../../lib/experiment.ts';
import type { LongestConfig } from '../../lib/training/definition.ts';
import { contestDefinition, longestControl } from '../../lib/training/definition.ts';
import { rates, steps } from './sizes.ts';

/** The definition of an experiment in which one model is asked at many lengths, up to so many tokens. */
export const mixedDefinition = (
  texts: Pick<ExperimentDefinition, 'id' | 'title' | 'caption' | 'alternative'>,
  longest: number,
): ExperimentDefinition<LongestConfig, Record<string, never>> => {
  const definition = contestDefinition<LongestConfig>({
    ...texts,
    config: { steps, longest },
    live: { learningRate: '0.001', longest: 600 },
    own: [{ ...longestControl, ...{ max: longest } }],
    rates,
  });
  return { ...definition, config: { ...definition.config, seeds: 3 }, awaits: 'hours of a processor' };
};
