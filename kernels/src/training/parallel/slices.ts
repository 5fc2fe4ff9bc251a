import type { Batch } from '../../tasks/index.ts';

/** Rows of a batch, and the part of its answers that they have. */
export interface BatchSlice {
  readonly batch: Batch;
  readonly share: number;
}

/**
 * Cuts a batch by rows, in their order, into a slice for each worker: worker i of n has the rows from ⌊i·size/n⌋ to
 * before ⌊(i+1)·size/n⌋, so that none has more than one row more than another, and the first, which has more to do than
 * the others, never has more. A slice that asks nothing is null: it adds nothing to loss and gradient.
 */
export function slicesOf({ size, length, tokens, targets, mask }: Batch, workers: number): (BatchSlice | null)[] {
  const asked = count(mask);
  return Array.from({ length: workers }, (_, worker) => {
    const [from, to] = [worker, worker + 1].map((one) => Math.floor((one * size) / workers)) as [number, number];
    const [start, end] = [from * length, to * length];
    // Copies: a view would be sent together with the whole batch.
    const batch = {
      ...{ size: to - from, length },
      ...{ tokens: tokens.slice(start, end), targets: targets.slice(start, end), mask: mask.slice(start, end) },
    };
    const share = count(batch.mask) / asked;
    return share > 0 ? { batch, share } : null;
  });
}

const count = (mask: Uint8Array): number => mask.reduce((sum, one) => sum + one, 0);
