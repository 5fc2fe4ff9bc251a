import { isCount, numberOption } from '../ops/validation/options.ts';
import { seededRandom } from '../random.ts';
import type { Batch, Task } from './types.ts';
import { integerSetting } from './settings.ts';

export type Split = 'train' | 'test';

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

/** A batch of a stream. It depends on nothing but the arguments, so a run can continue at any index. */
export function batchAt({ task, split, seed, index, size }: BatchRequest): Batch {
  const rows = integerSetting('size', size, { least: 1 });
  const random = seededRandom(batchSeed({ split, seed, index }));
  const { length } = task;
  const batch: Batch = {
    size: rows,
    length,
    tokens: new Int32Array(rows * length),
    targets: new Int32Array(rows * length),
    mask: new Uint8Array(rows * length),
  };
  for (let start = 0; start < rows * length; start += length) {
    const view = <Data extends Int32Array | Uint8Array>(data: Data): Data =>
      data.subarray(start, start + length) as Data;
    task.fill(random, { tokens: view(batch.tokens), targets: view(batch.targets), mask: view(batch.mask) });
  }
  return batch;
}

/**
 * Seed of a batch's random stream, 32 bits. The highest bit is 1 for test batches only, so no training batch shares a
 * seed with a test batch, whatever their seeds and indices. The other 31 bits walk from a start and in a stride that
 * the seed decides; the stride is odd, so the first 2³¹ batches of a stream differ in their seeds.
 */
export function batchSeed({ split, seed, index }: Pick<BatchRequest, 'split' | 'seed' | 'index'>): number {
  const accept = (value: number): boolean => isCount(value) && value < 2 ** 32;
  numberOption({ name: 'seed', value: seed, expected: 'an integer from 0 to 2^32 - 1', accept });
  numberOption({ name: 'index', value: index, expected: 'a non-negative integer', accept: isCount });
  const random = seededRandom(seed);
  const start = random.integer(2 ** 31);
  const stride = 2 * random.integer(2 ** 30) + 1;
  const walked = (start + Math.imul(index, stride)) & 0x7fffffff;
  return split === 'test' ? walked + 2 ** 31 : walked;
}
