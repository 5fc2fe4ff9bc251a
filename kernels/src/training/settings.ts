import { checkKeys, isCount, isNonNegative, numberOption } from '../ops/validation/options.ts';
import { aNumber, count as aCount, fields as withFields, size } from '../shapes.ts';

/** How a model is trained. */
export interface TrainingSettings {
  /** Optimiser steps, one batch each. */
  readonly steps: number;
  /** Sequences per batch. Default 32. */
  readonly batchSize: number;
  /** Largest learning rate. Default 1e-3. */
  readonly learningRate: number;
  /** Steps over which the learning rate grows to its largest. Default a twentieth of all, rounded. */
  readonly warmup: number;
  /** Learning rate at the end as a part of the largest. Default 0. */
  readonly floor: number;
  /** Decay of the running mean of the gradient. Default 0.9. */
  readonly beta1: number;
  /** Decay of the running mean of its square. Default 0.95. */
  readonly beta2: number;
  /** Added to the root of the latter. Default 1e-8. */
  readonly epsilon: number;
  /** Decoupled weight decay of matrices and embeddings. Default 0.1. */
  readonly weightDecay: number;
  /** Longest gradient, all weights taken together; longer ones are scaled down to it. Default 1. */
  readonly clipNorm: number;
}

export type TrainingOptions = Pick<TrainingSettings, 'steps'> & Partial<TrainingSettings>;

const fields: readonly (keyof TrainingSettings)[] = [
  'steps',
  'batchSize',
  'learningRate',
  'warmup',
  'floor',
  'beta1',
  'beta2',
  'epsilon',
  'weightDecay',
  'clipNorm',
];

/** Fills in the defaults. Throws ArgumentError that names the first setting that can't be used. */
export function trainingSettings(options: TrainingOptions): TrainingSettings {
  checkKeys('training', options, fields);
  const read =
    (expected: string, accept: (value: number) => boolean) =>
    (name: keyof TrainingSettings, fallback?: number): number =>
      numberOption({ name, value: options[name], fallback, expected, accept });
  const count = read('an integer of at least 1', (value) => isCount(value) && value >= 1);
  const positive = read('a positive number', (value) => value > 0 && isNonNegative(value));
  const decay = read('a number from 0 to below 1', (value) => value >= 0 && value < 1);
  const steps = count('steps');
  return {
    steps,
    batchSize: count('batchSize', 32),
    learningRate: positive('learningRate', 1e-3),
    warmup: read('a non-negative integer', isCount)('warmup', Math.round(steps / 20)),
    floor: read('a number from 0 to 1', (value) => value >= 0 && value <= 1)('floor', 0),
    beta1: decay('beta1', 0.9),
    beta2: decay('beta2', 0.95),
    epsilon: positive('epsilon', 1e-8),
    weightDecay: read('a non-negative number', isNonNegative)('weightDecay', 0.1),
    clipNorm: positive('clipNorm', 1),
  };
}

const ofTheRate = withFields({ steps: size, learningRate: aNumber, warmup: aCount, floor: aNumber });

/** Learning rate of a step, from 0: linear up to the largest, then half a cosine down to the floor. */
export function learningRateAt(
  step: number,
  settings: Pick<TrainingSettings, 'steps' | 'learningRate' | 'warmup' | 'floor'>,
): number {
  aCount('step', step);
  ofTheRate('settings', settings);
  const { steps, learningRate, warmup, floor } = settings;
  if (step < warmup) return (learningRate * (step + 1)) / warmup;
  const done = Math.min(1, (step - warmup) / Math.max(1, steps - warmup));
  return learningRate * (floor + ((1 - floor) * (1 + Math.cos(Math.PI * done))) / 2);
}
