import type { Tensor } from '@tensorflow/tfjs-core';
import { checkKeys, describe, numberOption } from '../arguments.ts';
import { ArgumentError } from '../errors.ts';
import { formatShape, isCount } from '../ops/validation/options.ts';
import { checkRank, checkShape } from '../ops/validation/tensors.ts';

/** What every layer of TensorFlow.js can be made with. */
const OF_EVERY_LAYER = [
  'name',
  'inputShape',
  'batchInputShape',
  'batchSize',
  'dtype',
  'inputDType',
  'trainable',
  'weights',
];

/** The arguments of a layer. Throws ArgumentError unless they are an object with those of every layer and `own` ones alone. */
export function layerArguments<Args extends object>(args: Args, own: readonly string[]): Args {
  // Where a saved model is loaded, tfjs adds the classes that it was loaded with.
  const fromFile = Object.hasOwn(Object(args) as object, 'customObjects') ? ['customObjects'] : [];
  checkKeys('args', args, [...own, ...OF_EVERY_LAYER, ...fromFile]);
  return args;
}

export function positiveInteger(name: string, value: unknown): number {
  const accept = (size: number): boolean => Number.isSafeInteger(size) && size >= 1;
  return numberOption({ name, value, expected: 'an integer of at least 1', accept });
}

/** Throws ArgumentError unless `value` is a tf.Tensor of these sizes; `letters` name the axes, for example "[B,H,D]". */
export function checkTensor(name: string, value: unknown, sizes: readonly number[], letters: string): void {
  checkIsTensor(name, value, letters);
  // An axis that is empty here is one that may be: a convolution of one tap needs nothing of the tokens before.
  if (sizes.includes(0) && formatShape(value.shape) === formatShape(sizes)) return;
  checkShape(name, value.shape, sizes, letters);
}

/** By its fields: one of a second copy of tfjs does no harm. */
export function checkIsTensor(name: string, value: unknown, letters: string): asserts value is Tensor {
  if (typeof value === 'object' && value !== null) {
    if ('dataId' in value && 'shape' in value) return;
    if ('sourceLayer' in value) {
      // The layer's own copy of tfjs-layers connects it and does not compute with it.
      const problem = 'is a SymbolicTensor of another copy of @tensorflow/tfjs-layers than the layer’s';
      throw new ArgumentError(name, `${problem}; one copy must be left: npm ls @tensorflow/tfjs-layers`);
    }
  }
  throw new ArgumentError(name, `was ${describe(value)}; expected a tf.Tensor ${letters}`);
}

/** The single input of a layer, which tfjs hands over alone or in a list. */
export function singleInput(inputs: Tensor | Tensor[], letters: string): Tensor {
  const input = Array.isArray(inputs) ? inputs[0] : inputs;
  checkIsTensor('inputs', input, letters);
  return input;
}

/**
 * Throws ArgumentError unless a layer is called with one tensor, or SymbolicTensor, of these sizes: by its shape alone, before TensorFlow.js looks
 * at it. A size that is not given may be any, and so may one that a SymbolicTensor leaves open.
 *
 * @param axes letters of the axes in their order, with their sizes: {B: null, T: null, modelDim: 64}
 */
export function checkInputs(inputs: unknown, axes: Readonly<Record<string, number | null>>): void {
  const letters = `[${Object.keys(axes).join(',')}]`;
  const given: readonly unknown[] = Array.isArray(inputs) ? inputs : [inputs];
  if (given.length !== 1) throw new ArgumentError('inputs', `has ${given.length} tensors; expected one, ${letters}`);
  const shape = (given[0] as { readonly shape?: readonly (number | null)[] } | null | undefined)?.shape;
  if (!Array.isArray(shape)) return checkIsTensor('inputs', given[0], letters);
  const known = Object.entries(axes).filter(([, size]) => size !== null);
  const expected = [letters, ...known.map(([letter, size]) => `${letter} being ${size}`)].join(', ');
  const open = shape.map((size: number | null) => size ?? '?') as number[];
  checkRank('inputs', open, [Object.keys(axes).length], expected);
  const fits = Object.values(axes).every((size, axis) => size === null || [size, '?'].includes(open[axis]!));
  if (!fits) throw new ArgumentError('inputs', `has shape ${formatShape(open)}; expected ${expected}`);
}

/** Axes of the tensors of a state by their letters: "[B,H,D]", D being the size of a head. */
export type StateAxes = Readonly<Record<string, string>>;

/** Throws ArgumentError unless a state to continue from has tensors of these axes, and a number of tokens. */
export function checkLayerState(state: unknown, axes: StateAxes, sizes: Readonly<Record<string, number>>): void {
  checkKeys('state', state, [...Object.keys(axes), 'step', 'steps']);
  const given = state as Readonly<Record<string, unknown>>;
  numberOption({ name: 'state.step', value: given['step'], expected: 'a non-negative integer', accept: isCount });
  const all: Readonly<Record<string, number>> = { ...sizes, step: given['step'] as number };
  for (const [name, letters] of Object.entries(axes)) {
    const shape = letters
      .slice(1, -1)
      .split(',')
      .map((letter) => all[letter]!);
    checkTensor(`state.${name}`, given[name], shape, letters);
  }
}
