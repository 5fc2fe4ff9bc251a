import type { ExperimentDefinition } from '../../lib/experiment.ts';
import type { TrackingConfig } from './setting.ts';
import { entrantNames, entrants, rates, taskNames, tasks } from './setting.ts';

export const definition: ExperimentDefinition<TrackingConfig, Record<string, never>> = {
  id: 'state-tracking',
  title: 'State tracking: what holds beyond the trained length',
  caption:
    'Share of right answers after each number of tokens, for models of two small layers that were trained on up to 40 tokens; mean and standard ' +
    'deviation over seeds. Upright line: longest length trained on. Level line: guessing. During training: answers beyond the trained length to other ' +
    'sequences.',
  alternative:
    'Line charts of accuracy against the number of tokens for VLA, DeltaNet with write strengths below 1 and below 2, linear attention and softmax ' +
    'attention, a chart for each task, with a level line for guessing and an upright one at the longest trained length; one chart of accuracy ' +
    'beyond that length against the training step.',
  config: { tasks: taskNames.join(' '), mixer: 'all', learningRate: 'searched', seeds: 3, steps: 1500 },
  live: { tasks: 'parity', mixer: 'deltanetWide', learningRate: '0.032', seeds: 1 },
  parts: ['tasks', 'mixer', 'learningRate', 'seeds'],
  seed: 1,
  controls: [
    {
      key: 'tasks',
      label: 'Task',
      kind: 'choice',
      choices: [
        ...taskNames.map((value) => ({ value, label: tasks[value].title })),
        { value: taskNames.join(' '), label: 'all' },
      ],
    },
    {
      key: 'mixer',
      label: 'Mixer',
      kind: 'choice',
      choices: [
        ...entrantNames.map((value) => ({ value, label: entrants[value].label })),
        { value: 'all', label: 'all five' },
      ],
    },
    {
      key: 'learningRate',
      label: 'Learning rate',
      kind: 'choice',
      choices: [
        ...rates.map((rate) => ({ value: String(rate), label: String(rate) })),
        { value: 'searched', label: 'the best of these, on a seed of its own' },
      ],
    },
    { key: 'seeds', label: 'Seeds', kind: 'integer', min: 1, max: 5 },
    { key: 'steps', label: 'Most steps', kind: 'integer', min: 1, max: 20_000, logarithmic: true },
  ],
  view: {},
  viewControls: [],
  cost: 'long',
  recordedOn: 'wasm',
};
