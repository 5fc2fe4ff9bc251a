import type { TaskChoice } from '@vla/kernels/training';
import type { SizedShape } from '../published-size/contest.ts';
import { vocabulary } from '../published-size/sizes.ts';

/** Symbols of the target that needs memory. */
const symbols = 32;

/** The published target: the token at the same position, for which nothing has to be held. */
export const memoryless: TaskChoice = {
  name: 'shifted-tokens',
  settings: { delay: 0, length: 2 * symbols, vocabulary },
};

/** So many symbols are said again after the last of them, while nothing but blanks is read. */
const holding = (held: number): TaskChoice => ({
  name: 'copy',
  settings: { symbols: held, vocabulary, feed: 'blanks' },
});

/** Copying in two ways, 64 tokens each. */
export const shape: SizedShape = {
  entrants: ['vla', 'deltanet', 'linear', 'softmax'],
  sizes: [symbols, 0],
  task: (held) => (held === 0 ? memoryless : holding(held)),
  choosing: symbols,
  unit: 'symbols held',
};
