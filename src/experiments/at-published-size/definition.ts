import type { ExperimentDefinition } from '../../lib/experiment.ts';
import { labels, type PartName } from './partIds.ts';

export interface Config {
  /** One of them, or all. */
  readonly part: PartName | 'all';
  /** All that a part trains, or the first alone: VLA where it is among them. */
  readonly models: 'all' | 'first';
  /** Steps of each task that are timed, after one that makes everything. */
  readonly timed: number;
}

export type View = Record<string, never>;

export const definition: ExperimentDefinition<Config, View> = {
  id: 'at-published-size',
  title: 'What the runs at the published size take',
  caption:
    'Hours of one core, at most, that each part of the experiments at the published size takes: its runs, times the most steps of a run, times ' +
    'the processor time of a step, over a few steps that are timed. Models that an earlier part trains are counted there. Runs that are solved end earlier; looks on the way and tests come on top.',
  alternative:
    'A row for each of nine parts with a dot at its hours of one core, on a logarithmic axis, and its number of runs.',
  config: { part: 'all', models: 'all', timed: 2 },
  live: { part: 'recall', models: 'first', timed: 2 },
  parts: ['part', 'models', 'timed'],
  seed: 1,
  controls: [
    {
      key: 'part',
      label: 'Part',
      kind: 'choice',
      choices: [...Object.entries(labels).map(([value, label]) => ({ value, label })), { value: 'all', label: 'all' }],
    },
    {
      key: 'models',
      label: 'Models',
      kind: 'choice',
      choices: [
        { value: 'first', label: 'the first alone' },
        { value: 'all', label: 'all of the part' },
      ],
    },
    { key: 'timed', label: 'Timed steps of each', kind: 'integer', min: 1, max: 20 },
  ],
  view: {},
  viewControls: [],
  cost: 'long',
  recordedOn: 'wasm',
  measuresTime: true,
};
