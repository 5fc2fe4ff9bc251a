import type { LabelledBytes, LoadedTask, Reviews, Split } from '@vla/kernels/tasks';
import { batchAt, rowOf, textFloors, textTokens } from '@vla/kernels/tasks';
import { testBatch } from '../../lib/training/recipe.ts';
import type { StageRule } from '../arena-stages/data.ts';

/** What a model reads of the reviews of a stream, in their order. */
export function readIn(
  task: LoadedTask,
  { split, seed, count }: { readonly split: Split; readonly seed: number; readonly count: number },
): LabelledBytes[] {
  const read: LabelledBytes[] = [];
  for (let index = 0; read.length < count; index++) {
    const batch = batchAt({ task, split, seed, index, size: testBatch });
    for (let row = 0; row < testBatch; row++) {
      const { tokens, targets, mask } = rowOf(batch, row);
      const asked = mask.indexOf(1);
      const bytes = Uint8Array.from(tokens.subarray(0, asked), (token) => token - textTokens.firstByte);
      read.push({ bytes, label: targets[asked] === textTokens.yes ? 1 : 0 });
    }
  }
  return read;
}

const names = ['single bytes counted', 'pairs of bytes counted', 'runs of 3 bytes counted'];

/** Rules that keep no order beyond a few bytes, learned from the published training reviews and scored on those of the test. */
export function rulesOn(
  { train }: Reviews,
  test: readonly LabelledBytes[],
  settings: { readonly bytes: number; readonly orders: readonly number[] },
): StageRule[] {
  const { constant, naiveBayes } = textFloors({ train, test }, settings);
  return [
    { key: 'constant', label: 'constant answer', accuracy: constant, isFloor: true },
    ...settings.orders.map((order) => ({
      ...{ key: `runs${order}`, label: names[order - 1], accuracy: naiveBayes[order], isFloor: false },
    })),
  ];
}
