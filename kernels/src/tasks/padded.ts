import type { Batch } from './types.ts';
import { aBatch } from './shapes.ts';

/**
 * The same sequences with their tokens at the front, as a causal model reads them; nothing is asked in what follows them, which then makes
 * no difference. A batch of whole sequences is returned as it is.
 */
export function withoutPadding(batch: Batch): Batch {
  aBatch('batch', batch);
  return unpadded(batch);
}

/** The same of what is known to be a batch. */
export function unpadded(batch: Batch): Batch {
  const { size, length, tokens, targets, mask, lengths, padding = 'right' } = batch;
  if (!lengths) return batch;
  const moved = <Data extends Int32Array | Uint8Array>(data: Data): Data => {
    const result = new (data.constructor as Int32ArrayConstructor)(size * length) as Data;
    for (let row = 0; row < size; row++) {
      const count = lengths[row]!;
      const from = row * length + (padding === 'left' ? length - count : 0);
      result.set(data.subarray(from, from + count), row * length);
    }
    return result;
  };
  return { size, length, tokens: moved(tokens), targets: moved(targets), mask: moved(mask) };
}
