import type { MixedShape } from '../published-size/mixed.ts';
import { vocabulary } from '../published-size/sizes.ts';

/** Pairs before the noise, of which one is asked for: guessing between the two values in sight gives one half. */
const pairs = 2;

/** Two pairs, noise, and one of the keys again. Steps are of 16 sequences, a quarter of the published number, as they are longer. */
export const shape: MixedShape = {
  trained: [256, 4, 16, 64],
  tested: [16, 64, 256, 512, 1024, 4096, 10_000],
  task: (delay) => ({ name: 'delayed-recall', settings: { delay, pairs, vocabulary } }),
  tokens: (delay) => 2 * pairs + delay + 1,
  sequences: 128,
  batchSize: 16,
};
