import { operatorLabels, operatorNames } from '@vla/kernels/labels';
import type { AnyControl, Draft } from '../../lib/fields.ts';
import { seedControl } from '../../lib/fields.ts';
import { backendControl } from '../shared/backendControl.ts';

const mixers = operatorNames.map((value) => ({ value, label: operatorLabels[value] as string }));

const same = (value: string) => ({ value, label: value });

/** Name of a mixer for readers. */
export const mixerLabel = (mixer: string): string => mixers.find(({ value }) => value === mixer)?.label ?? mixer;

/** Everything a reader may change. Each task shows its own fields; see {@link shownControls}. */
export const controls: readonly AnyControl[] = [
  {
    key: 'task',
    label: 'Task',
    kind: 'choice',
    choices: [
      { value: 'mqar', label: 'associative recall (MQAR)' },
      { value: 'delayed-recall', label: 'delayed recall' },
      { value: 'copy', label: 'copy' },
    ],
  },
  { key: 'pairs', label: 'Key–value pairs', kind: 'integer', min: 1, max: 48 },
  { key: 'delay', label: 'Noise tokens before the query', kind: 'integer', min: 0, max: 512 },
  { key: 'symbols', label: 'Symbols to copy', kind: 'integer', min: 1, max: 64 },
  { key: 'vocabulary', label: 'Vocabulary', kind: 'integer', min: 4, max: 1024, help: 'Different tokens in all.' },
  { key: 'mixer', label: 'Mixer', kind: 'choice', choices: mixers },
  {
    key: 'rival',
    label: 'Race against',
    kind: 'choice',
    choices: [{ value: 'none', label: 'nothing' }, ...mixers],
    help: 'Trained in turn with the first: the same seed, the same batches.',
  },
  { key: 'modelDim', label: 'Model size', kind: 'integer', min: 4, max: 256 },
  { key: 'layers', label: 'Blocks', kind: 'integer', min: 1, max: 4 },
  { key: 'heads', label: 'Heads', kind: 'integer', min: 1, max: 8, help: 'Must divide the model size.' },
  {
    key: 'penaltyScope',
    label: 'Directions of VLA',
    kind: 'choice',
    choices: [
      { value: 'head', label: 'from each head’s own keys' },
      { value: 'model', label: 'from the keys of all heads' },
    ],
    help: 'With one head both are the same.',
  },
  {
    key: 'convolution',
    label: 'Short convolution',
    kind: 'integer',
    min: 0,
    max: 8,
    help: 'Taps on queries, keys and values; 0 for none. A single block needs one to recall.',
  },
  { key: 'tiedHead', label: 'Tied head', kind: 'boolean', help: 'Token vectors are the output matrix, too.' },
  { key: 'learningRate', label: 'Learning rate', kind: 'number', min: 1e-5, max: 1 },
  { key: 'steps', label: 'Steps', kind: 'integer', min: 1, max: 20000 },
  { key: 'batchSize', label: 'Sequences a step', kind: 'integer', min: 1, max: 256 },
  { key: 'stop', label: 'Stop when solved', kind: 'boolean', help: 'At 99 % of unseen sequences without a mistake.' },
  seedControl,
  backendControl,
  {
    key: 'workers',
    label: 'Workers',
    kind: 'choice',
    choices: [{ value: 'auto', label: 'as many as help' }, ...['1', '2', '3', '4', '6', '8', '12', '16'].map(same)],
    help: 'Processor cores that train together, each on its part of every step. On a graphics device, 1.',
  },
];

/** What a reader's first click trains. */
export const defaults = {
  task: 'mqar',
  pairs: 4,
  delay: 20,
  symbols: 8,
  vocabulary: 32,
  mixer: 'vla',
  rival: 'none',
  modelDim: 32,
  layers: 1,
  heads: 1,
  penaltyScope: 'head',
  convolution: 4,
  tiedHead: false,
  learningRate: 0.02,
  steps: 200,
  batchSize: 16,
  stop: true,
  seed: 1,
  backend: 'auto',
  workers: 'auto',
};

/** The setting of the published recall experiment: width 128, four heads of 32, two blocks, 16 pairs. */
export const publishedSetting = {
  ...defaults,
  ...{ pairs: 16, vocabulary: 128, modelDim: 128, layers: 2, heads: 4, penaltyScope: 'model' },
  ...{ convolution: 0, tiedHead: true, learningRate: 0.0003, steps: 3000, batchSize: 64 },
};

const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  mqar: ['pairs'],
  'delayed-recall': ['pairs', 'delay'],
  copy: ['symbols'],
};
const onlySome = new Set(Object.values(fieldsOf).flat());

/** The controls that mean something for the chosen task. */
export function shownControls({ task }: Draft): readonly AnyControl[] {
  const own = fieldsOf[String(task)] ?? [];
  return controls.filter(({ key }) => !onlySome.has(key) || own.includes(key));
}
