import type { ExperimentDefinition } from '../../lib/experiment.ts';
import { contestDefinition } from '../../lib/training/definition.ts';
import type { LadderConfig } from './rungs.ts';
import { rates, rungs } from './rungs.ts';

/** The definition of a figure that shows the ladder. To record rung C, too, its config has to say so. */
export const ladderDefinition = (
  texts: Pick<ExperimentDefinition, 'id' | 'title' | 'caption' | 'alternative'>,
): ExperimentDefinition<LadderConfig, Record<string, never>> =>
  contestDefinition<LadderConfig>({
    ...texts,
    rates,
    config: { steps: rungs.C.steps, rungs: 'A B', tested: 2048, publishedLength: 2000 },
    live: { learningRate: '0.004', rungs: 'A' },
    own: [
      {
        key: 'rungs',
        label: 'Rungs',
        kind: 'choice',
        choices: [
          { value: 'A', label: 'A: one operator' },
          { value: 'B', label: 'B: up to two, one within the other' },
          { value: 'A B', label: 'both' },
        ],
      },
    ],
  });
