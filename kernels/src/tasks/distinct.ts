import { ArgumentError } from '../errors.ts';
import type { Random } from '../random.ts';
import type { Row, Split, Task } from './types.ts';

/** Of so many different sequences at most, each belongs to one split. */
const FEW = 2 ** 24;

/** Of fewer, all are for training. */
const TOO_FEW = 8;

/** Draws for one sequence of a split that hardly has any. */
const MOST_DRAWS = 10_000;

/**
 * Draws a sequence of a split. Where a task has few different ones, those of other splits are drawn again, so that training,
 * validation and test never share one, whatever their seeds.
 *
 * @throws ArgumentError where none is left for the split
 */
export function fillForSplit(task: Task, random: Random, row: Row, split: Split): void {
  const { distinct = Infinity, name } = task;
  task.fill(random, row, split);
  if (distinct > FEW) return;
  const splitOfRow = () => (distinct < TOO_FEW ? 'train' : splitOf(row.tokens));
  const most = distinct < TOO_FEW ? 1 : MOST_DRAWS;
  for (let draws = 1; splitOfRow() !== split; draws++) {
    if (draws === most) {
      const problem = `${name} has ${distinct} different sequences, of which none is left for ${split}`;
      throw new ArgumentError('task', `${problem}; expected settings with more`);
    }
    for (const part of [row.tokens, row.targets, row.mask]) part.fill(0);
    task.fill(random, row, split);
  }
}

/** Six of eight sequences are for training; one is for validation, and one for the test. */
function splitOf(tokens: Int32Array): Split {
  const share = hashOf(tokens) & 7;
  if (share > 1) return 'train';
  return share === 0 ? 'test' : 'validation';
}

/** 32 bits that depend on every token and its place: FNV-1a by words, and MurmurHash3's finalizer. */
function hashOf(tokens: Int32Array): number {
  let hash = 0x811c9dc5;
  for (const token of tokens) hash = Math.imul(hash ^ token, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** n (n − 1) … (n − count + 1): selections of `count` different things of n, in order. */
export function selections(n: number, count: number): number {
  let product = 1;
  for (let i = 0; i < count; i++) product *= n - i;
  return product;
}
