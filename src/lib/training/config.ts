import { operatorLabels } from '@vla/kernels/labels';
import type { MixerName } from '@vla/kernels/model';
import type { Control } from '../experiment.ts';

/** The part of a comparison that a reader may choose to repeat. */
export interface ContestConfig {
  /** One mixer, or all. */
  readonly mixer: MixerName | 'all';
  /** A number, or "searched": the best of several for each mixer. */
  readonly learningRate: string;
  /** Runs that count, each with a seed of its own. */
  readonly seeds: number;
  /** Most steps of a run. */
  readonly steps: number;
}

/** Those that the figures on training compare, in their order. */
export const mixers: readonly MixerName[] = ['vla', 'deltanet', 'linear', 'softmax'];

/** What every mixer tries where the learning rate is searched, and an experiment names no rates of its own. */
export const usualRates: readonly number[] = [0.004, 0.008, 0.016, 0.032, 0.064];

/** A mixer's name in a chart or table. */
export const mixerLabel = (mixer: MixerName): string => operatorLabels[mixer];

/** Controls of a contest in which these learning rates are tried. */
export const contestControls = (rates: readonly number[]): readonly Control<ContestConfig>[] => [
  {
    key: 'mixer',
    label: 'Mixer',
    kind: 'choice',
    choices: [...mixers.map((value) => ({ value, label: operatorLabels[value] })), { value: 'all', label: 'all four' }],
  },
  {
    key: 'learningRate',
    label: 'Learning rate',
    kind: 'choice',
    choices: [
      ...rates.map((rate) => ({ value: String(rate), label: String(rate) })),
      { value: 'searched', label: 'the best of these, on seeds of their own' },
    ],
  },
  { key: 'seeds', label: 'Seeds', kind: 'integer', min: 1, max: 10 },
  { key: 'steps', label: 'Most steps', kind: 'integer', min: 1, max: 20_000, logarithmic: true },
];

/** Mixers, learning rates and seeds of a contest. The seeds that choose are far from those that count. */
export function entriesOf(
  { mixer, learningRate, seeds }: ContestConfig,
  seed: number,
  rates: readonly number[] = usualRates,
) {
  return {
    mixers: mixer === 'all' ? mixers : [mixer],
    learningRates: learningRate === 'searched' ? rates : [Number(learningRate)],
    seeds: Array.from({ length: seeds }, (_, i) => seed + i),
    selectionSeeds: [seed + 1000, seed + 1001],
  };
}
