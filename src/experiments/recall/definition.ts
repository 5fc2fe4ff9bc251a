import type { ExperimentDefinition } from '../../lib/experiment.ts';
import type { LongestConfig } from '../../lib/training/definition.ts';
import { contestDefinition, longestControl } from '../../lib/training/definition.ts';
import { shortTraining } from './sizes.ts';

export interface RecallConfig extends LongestConfig {
  /** "long" is the comparison, "short" a training of VLA alone that takes a reader's browser about a minute. */
  readonly training: 'both' | 'long' | 'short';
}

/** The definition of an experiment on the recall models. A reader's run is the short training, unless asked otherwise. */
export const recallDefinition = ({
  learningRate,
  ...texts
}: Pick<ExperimentDefinition, 'id' | 'title' | 'caption' | 'alternative'> & {
  /** The one that the record chose for VLA. */
  readonly learningRate: string;
}): ExperimentDefinition<RecallConfig, Record<string, never>> =>
  contestDefinition<RecallConfig>({
    ...texts,
    config: { steps: 1000, longest: 1024, training: 'both' },
    live: { learningRate, longest: 512, training: 'short' },
    own: [
      longestControl,
      {
        key: 'training',
        label: 'Training',
        kind: 'choice',
        choices: [
          { value: 'short', label: `short: VLA on ${shortTraining.pairs} pairs, ${shortTraining.steps} steps` },
          { value: 'long', label: 'long: the chosen mixer on four tasks' },
          { value: 'both', label: 'both' },
        ],
      },
    ],
  });
