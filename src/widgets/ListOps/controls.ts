import { operatorLabels, operatorNames } from '@vla/kernels/labels';
import type { AnyControl } from '../../lib/fields.ts';
import { seedControl } from '../../lib/fields.ts';
import { backendControl } from '../shared/backendControl.ts';

/** Rungs of ListOps that are offered: longer ones take a processor hours. */
export const rungs = ['A', 'B', 'C'] as const;
export type Rung = (typeof rungs)[number];

const nesting: Readonly<Record<Rung, string>> = {
  A: 'A: one operator, no nesting',
  B: 'B: two operators deep',
  C: 'C: three operators deep',
};

const choices = rungs.map((value) => ({ value, label: nesting[value] }));

/** Which expressions are drawn, and whose floors are shown. */
export const shownControl: AnyControl = { key: 'shown', label: 'Rung', kind: 'choice', choices };

/** What a reader may change of the training. */
export const trainingControls: readonly AnyControl[] = [
  {
    key: 'rung',
    label: 'Train on rung',
    kind: 'choice',
    choices,
    help: 'Each is longer than the one before, and takes longer to train.',
  },
  {
    key: 'mixer',
    label: 'Mixer',
    kind: 'choice',
    choices: operatorNames.map((value) => ({ value, label: operatorLabels[value] })),
  },
  { key: 'steps', label: 'Steps', kind: 'integer', min: 1, max: 20000 },
  { key: 'batchSize', label: 'Expressions a step', kind: 'integer', min: 1, max: 256 },
  { key: 'learningRate', label: 'Learning rate', kind: 'number', min: 1e-5, max: 1 },
  seedControl,
  backendControl,
];

export const controls: readonly AnyControl[] = [shownControl, ...trainingControls];

/** What is shown at first is nested, and what a reader’s first click trains takes some seconds on a processor. */
export const defaults = {
  shown: 'B' as Rung,
  rung: 'A' as Rung,
  mixer: 'vla',
  steps: 300,
  batchSize: 32,
  learningRate: 0.01,
  seed: 1,
  backend: 'auto',
};

/** The rung that a field or a setting names. */
export function rungOf(name: unknown, fallback: Rung = defaults.rung): Rung {
  return rungs.find((rung) => rung === name) ?? fallback;
}
