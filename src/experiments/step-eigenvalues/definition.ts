import { headSizeControl, seedsControl } from '../../lib/controls.ts';
import type { ExperimentDefinition } from '../../lib/experiment.ts';

export interface Config {
  readonly seeds: number;
  readonly headSize: number;
  /** Tokens that the penalty has seen before the step. */
  readonly before: number;
}

export interface View {
  /** β of DeltaNet. */
  readonly strength: number;
  /** λ₀ of VLA, as one of {@link lambdas}. */
  readonly lambda0: string;
  readonly keyLength: number;
}

/** What each slider can stand at. */
export const strengths: readonly number[] = Array.from({ length: 41 }, (_, i) => i / 20);
export const lambdas: readonly number[] = [0.001, 0.01, 0.1, 1, 10, 100];
export const keyLengths: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5];

export const definition: ExperimentDefinition<Config, View> = {
  id: 'step-eigenvalues',
  title: 'The one eigenvalue of a step that is not 1',
  caption:
    'A step multiplies the memory by a matrix whose eigenvalues are 1 but for one. The first two charts have that one for DeltaNet, against the write strength β, and for VLA, ' +
    'against the initial penalty λ₀, over random sequences from smallest to largest, with its mean as the line. The last one: what is left along that direction after n such steps. ' +
    'Linear attention has 1 everywhere. Keys of an untrained layer, as the kernels step.',
  alternative:
    'Three line charts. The eigenvalue of DeltaNet falls in a straight line from 1 at strength 0 to −1 at strength 2; that of VLA lies between 0 and 1 for every initial ' +
    'penalty; after n steps an eigenvalue near −1 alternates in sign, and one between 0 and 1 fades.',
  config: { seeds: 32, headSize: 8, before: 16 },
  seed: 1,
  controls: [
    seedsControl(64),
    headSizeControl({ min: 2, max: 32 }),
    { key: 'before', label: 'Tokens before the step', kind: 'integer', min: 1, max: 64 },
  ],
  view: { strength: 1.95, lambda0: '0.1', keyLength: 1 },
  viewControls: [
    { key: 'strength', label: 'Write strength β of DeltaNet', kind: 'number', min: 0, max: 2, step: 0.05 },
    {
      key: 'lambda0',
      label: 'Initial penalty λ₀ of VLA',
      kind: 'choice',
      choices: lambdas.map((value) => ({ value: String(value), label: String(value) })),
    },
    {
      key: 'keyLength',
      label: 'Length of the key (the layers have 1)',
      kind: 'number',
      min: 0.5,
      max: 1.5,
      step: 0.25,
    },
  ],
  cost: 'quick',
};
