import { batchAt, listOps, writtenAs } from '@vla/kernels/tasks';
import type { Rung } from './controls.ts';

/** Unseen expression `index` of a rung, as somebody would type it. */
export function exampleOf(rung: Rung, { seed, index }: { readonly seed: number; readonly index: number }): string {
  const task = listOps({ preset: rung });
  return writtenAs(batchAt({ task, split: 'test', seed, index, size: 1 }).tokens);
}
