import { ArgumentError } from '../errors.ts';
import { checkKeys, isCount, numberOption } from '../ops/validation/options.ts';
import { seededRandom } from '../random.ts';
import { integerSetting } from './settings.ts';
import { fillForSplit } from './distinct.ts';
import type { Batch, Row, Split, Task } from './types.ts';
import { aBatch, aSplit, aTask } from './shapes.ts';

export interface BatchRequest {
  readonly task: Task;
  readonly split: Split;
  /** 0 … 2³² − 1. */
  readonly seed: number;
  /** Which batch of the stream, from 0. */
  readonly index: number;
  /** Sequences. */
  readonly size: number;
}

/**
 * A batch of a stream. It depends on nothing but the arguments, so a run can continue at any index.
 *
 * @throws ArgumentError where a task has too few different sequences for one to be left for the split
 */
export function batchAt(request: BatchRequest): Batch {
  checkKeys('request', request, ['task', 'split', 'seed', 'index', 'size']);
  const { task, split, seed, index, size } = request;
  aTask('task', task);
  const rows = integerSetting('size', size, { least: 1 });
  const random = seededRandom(batchSeed({ split, seed, index }));
  const batch = emptyBatch(rows, task.length);
  for (let row = 0; row < rows; row++) fillForSplit(task, random, rowOf(batch, row), split);
  if (!task.lengthOf) return batch;
  const lengths = Int32Array.from({ length: rows }, (_, row) => task.lengthOf!(rowOf(batch, row)));
  const wrong = lengths.find((length) => length < 1 || length > task.length);
  if (wrong !== undefined)
    throw new ArgumentError('task', `has a sequence of ${wrong} tokens; expected 1 to ${task.length}`);
  return { ...batch, lengths, padding: task.padding ?? 'right' };
}

/** Sequences that are yet to be filled in. */
export function emptyBatch(size: number, length: number): Batch {
  const count = size * length;
  return {
    size,
    length,
    tokens: new Int32Array(count),
    targets: new Int32Array(count),
    mask: new Uint8Array(count),
  };
}

/** One sequence of a batch, as views of it. */
export function rowOf(batch: Batch, row: number): Row {
  aBatch('batch', batch);
  integerSetting('row', row, { least: 0, most: batch.size - 1 });
  const { length, tokens, targets, mask } = batch;
  const view = <Data extends Int32Array | Uint8Array>(data: Data): Data =>
    data.subarray(row * length, (row + 1) * length) as Data;
  return { tokens: view(tokens), targets: view(targets), mask: view(mask) };
}

/**
 * Seed of a batch's random stream, 32 bits. The highest bit is 0 for training batches only, so none of them shares a
 * seed with a batch of validation or test, whatever their seeds and indices. The other 31 bits walk from a start and in a
 * stride that the seed decides; the stride is odd, so the first 2³¹ batches of a stream differ in their seeds. Validation
 * walks from another start in another stride than test; the two may meet, by a chance of one in 2³¹ for each pair of batches.
 */
export function batchSeed(request: Pick<BatchRequest, 'split' | 'seed' | 'index'>): number {
  checkKeys('request', request, ['split', 'seed', 'index']);
  const { split, seed, index } = request;
  aSplit('split', split);
  const accept = (value: number): boolean => isCount(value) && value < 2 ** 32;
  numberOption({ name: 'seed', value: seed, expected: 'an integer from 0 to 2^32 - 1', accept });
  numberOption({ name: 'index', value: index, expected: 'a non-negative integer', accept: isCount });
  const random = seededRandom(seed);
  // The first two draws are those of training and test.
  if (split === 'validation') for (let draw = 0; draw < 2; draw++) random.integer(2 ** 31);
  const start = random.integer(2 ** 31);
  const stride = 2 * random.integer(2 ** 30) + 1;
  const walked = (start + Math.imul(index, stride)) & 0x7fffffff;
  return split === 'train' ? walked : walked + 2 ** 31;
}
