import { ArgumentError } from '../../errors.ts';
import type { SourceTensors } from '../../layers/source/weights.ts';
import { blocksOf } from './blocks.ts';
import type { BlockNames } from './blocks.ts';
import { modelForms } from './forms.ts';
import type { SourceModel } from './types.ts';

export const tinyNames: BlockNames = {
  ...{ tokens: 'tok', positions: 'pos', blocks: 'blocks', inner: 'ff.0', outer: 'ff.2' },
  form: modelForms.TinyLM,
};

/** The language model of notebook 07: its head is the token embedding. */
export const tinyLm: SourceModel = {
  name: 'TinyLM',
  options: ['dModel', 'heads', 'layers', 'ff', 'vocabulary', 'length', 'attention', 'lambda0'],
  recognises: (names) => names.has('pos.weight') && (names.has('tok.weight') || names.has('head.weight')),
  plan: (tensors, options) => blocksOf(untied(tensors), tinyNames, options),
};

/** A file may have the tied matrix under both names, or under one of them. */
function untied({ 'head.weight': head, ...others }: SourceTensors): SourceTensors {
  const { 'tok.weight': tokens } = others;
  if (!head || !tokens) return head ? { ...others, 'tok.weight': head } : others;
  const same = String(head.shape) === String(tokens.shape) && head.data.every((value, i) => value === tokens.data[i]);
  if (same) return others;
  throw new ArgumentError('file', 'has other numbers in head.weight than in tok.weight; expected one matrix for both');
}
