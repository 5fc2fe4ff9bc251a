import { definition as copying } from '../copy-published/definition.ts';
import { definition as delays } from '../delayed-published/definition.ts';
import { definition as at512 } from '../mqar-published-512/definition.ts';
import { definition as convolved } from '../mqar-published-convolution/definition.ts';
import { definition as gated } from '../mqar-published-gated/definition.ts';
import { definition as lengths } from '../mqar-published-length/definition.ts';
import { definition as pairs } from '../mqar-published-pairs/definition.ts';
import { definition as state } from '../mqar-published-state/definition.ts';
import { definition as recall } from '../mqar-published/definition.ts';

/** What is to be recorded at the published size, in this order. */
export const definitions = { recall, gated, pairs, lengths, at512, state, convolved, copying, delays } as const;

export type PartName = keyof typeof definitions;

/** How they are called where there is little space. */
export const labels: Readonly<Record<PartName, string>> = {
  recall: 'Recall: 8, 16 and 24 pairs',
  gated: 'Recall: gates, published classes',
  pairs: 'Recall: 4, 12, 32 and 48 pairs',
  lengths: 'Recall against the length',
  at512: 'Recall trained at 512 tokens',
  state: 'Recall with equal state',
  convolved: 'Recall with a convolution',
  copying: 'Copying',
  delays: 'Recall after a delay',
};
