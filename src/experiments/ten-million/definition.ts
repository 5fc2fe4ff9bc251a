import { headSizeControl, lambda0Control } from '../../lib/controls.ts';
import type { ExperimentDefinition } from '../../lib/experiment.ts';

export interface Config {
  readonly length: number;
  readonly headSize: number;
  readonly lambda0: number;
  /** Different tokens, drawn again and again. */
  readonly vocabulary: number;
  /** The nudge of the third run: after so many steps, by so much. */
  readonly period: number;
  readonly epsilon: number;
}

export type View = Record<string, never>;

export const definition: ExperimentDefinition<Config, View> = {
  id: 'ten-million',
  title: 'Ten million tokens',
  caption:
    'One head along a sequence of random tokens: largest and smallest eigenvalue of A_t, its relative difference from the exact inverse of ' +
    'M_t, and eigenvalues of S_tᵀS_t, with the state in float32, in float64, and in float32 with the nudge of the published v3.',
  alternative:
    'Three charts with logarithmic axes, against the number of tokens: the eigenvalues of A, its relative difference from the exact ' +
    'inverse, and the eigenvalues of the memory, each for float32, float64 and float32 with a nudge.',
  config: { length: 10_000_000, headSize: 8, lambda0: 0.1, vocabulary: 4096, period: 20, epsilon: 1e-3 },
  seed: 1,
  controls: [
    { key: 'length', label: 'Tokens', kind: 'integer', min: 100, max: 10_000_000, logarithmic: true },
    headSizeControl({ max: 16 }),
    lambda0Control,
    { key: 'vocabulary', label: 'Different tokens', kind: 'integer', min: 2, max: 65_536 },
    { key: 'period', label: 'Nudge every', kind: 'integer', min: 1, max: 1000 },
    { key: 'epsilon', label: 'Nudge by', kind: 'number', min: 0, max: 1 },
  ],
  view: {},
  viewControls: [],
  cost: 'long',
};
