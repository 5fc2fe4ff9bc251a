import { source } from './sourceRuns.ts';
import { mixerLabel } from '../../lib/training/config.ts';
import type { SeriesName } from '../../lib/palette.ts';
import type { TaskName } from './tasks.ts';
import { tasks } from './tasks.ts';

/** A row of the arena's published table. */
export interface PublishedModel {
  readonly name: string;
  /** Where the numbers were read. */
  readonly citation: string;
  readonly style: SeriesName;
  /** Accuracies in per cent, of several seeds where they are known; "fail" is what a table says of a model no better than a coin. */
  readonly accuracies: Readonly<Partial<Record<TaskName, readonly number[] | 'fail'>>>;
}

/** In the order of the tasks. */
type Row = readonly [number, number, number, number, number, number | 'fail'];

function model(name: string, citation: string, row: Row): PublishedModel {
  const accuracies = row.map((value) => (value === 'fail' ? value : [value]));
  return {
    ...{ name, citation, style: 'published' },
    accuracies: Object.fromEntries(tasks.map((task, i) => [task, accuracies[i]])),
  };
}

const arena = 'Tay et al. 2021, “Long Range Arena”, table 1';
const s4 = 'Gu, Goel, Ré 2022, “Efficiently Modeling Long Sequences with Structured State Spaces”, table of the arena';

/** Each after its own training, which differs by up to a thousand times: see the page. */
export const published: readonly PublishedModel[] = [
  model('Transformer', arena, [36.37, 64.27, 57.46, 42.44, 71.4, 'fail']),
  model('Local attention', arena, [15.82, 52.98, 53.39, 41.46, 66.63, 'fail']),
  model('Linear Transformer', arena, [16.13, 65.9, 53.09, 42.34, 75.3, 'fail']),
  model('Performer', arena, [18.01, 65.4, 53.82, 42.77, 77.05, 'fail']),
  model('BigBird', arena, [36.05, 64.02, 59.29, 40.83, 74.87, 'fail']),
  model('Reformer', arena, [37.27, 56.1, 53.4, 38.07, 68.5, 'fail']),
  model('Nyströmformer', s4, [37.15, 65.52, 79.56, 41.58, 70.94, 'fail']),
  model('Luna-256', s4, [37.25, 64.57, 79.29, 47.38, 77.72, 'fail']),
  model('RWKV-4', 'Peng et al. 2023, “RWKV”, appendix', [55.88, 86.04, 88.34, 70.53, 58.42, 'fail']),
  model('Transformer, RoPE', 'Amos, Berant, Gupta 2024, “Never Train from Scratch”, without pre-training', [
    ...([47.9, 79.08, 82.31, 75.04, 76.64, 'fail'] as const),
  ]),
  model('S4', `${s4}, second version`, [59.6, 86.82, 90.9, 88.65, 94.2, 96.35]),
  model(
    'S4D',
    'Gu, Gupta, Goel, Ré 2022, “On the Parameterization and Initialization of Diagonal State Space Models”',
    [...([60.47, 86.18, 89.46, 88.19, 93.06, 91.95] as const)],
  ),
  model('S5', 'Smith, Warrington, Linderman 2023, “Simplified State Space Layers”', [
    ...([62.15, 89.31, 91.4, 88.0, 95.33, 98.58] as const),
  ]),
  model('Mega', 'Ma et al. 2023, “Mega: Moving Average Equipped Gated Attention”', [
    ...([63.14, 90.43, 91.25, 90.44, 96.01, 97.98] as const),
  ]),
];

/** The runs behind the source's figure, on the one task of the arena that it has: a dot for each seed. */
export const sourceRuns: readonly PublishedModel[] = source.map(({ mixer, updates, accuracies }) => ({
  name: `${mixerLabel(mixer).replace(' attention', '')}, ${updates} updates`,
  citation: 'logs of the authors’ repository, March 2026: see lra-per-task/sourceRuns.ts',
  style: mixer as SeriesName,
  accuracies: { ListOps: accuracies },
}));
