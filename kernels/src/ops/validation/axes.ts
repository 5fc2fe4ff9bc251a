import { ArgumentError } from '../../errors.ts';
import { checkRank, checkShape } from './tensors.ts';

/** Sizes that every operator has: batch, heads, time, key dimension, value dimension. */
export interface AttentionSizes {
  readonly B: number;
  readonly H: number;
  readonly T: number;
  readonly D: number;
  readonly Dv: number;
}

/** Axes of a tensor by their letters, as messages show them: "[B,H,T,Dv]". */
export type Axes = `[${string}]`;

/** Inputs of an operator by name. */
export interface InputAxes {
  readonly required: Readonly<Record<string, Axes>>;
  readonly optional: Readonly<Record<string, Axes>>;
}

/** The names of both kinds. */
export function inputNames({ required, optional }: InputAxes): string[] {
  return [...Object.keys(required), ...Object.keys(optional)];
}

/** The axes of an input. What an operator fills in where a caller gave nothing is an input too, an optional one. */
export function axesOf({ required, optional }: InputAxes, name: string): Axes {
  const axes = required[name] ?? optional[name];
  if (!axes) throw new Error(`"${name}" is among the inputs of a problem, and not declared as one`);
  return axes;
}

/** The shape that axes have in a call. */
export function shapeOf(axes: Axes, sizes: AttentionSizes & { readonly R?: number }): number[] {
  return lettersOf(axes).map((letter) => {
    const size = (sizes as unknown as Readonly<Record<string, number | undefined>>)[letter];
    if (size === undefined) throw new ArgumentError(`sizes.${letter}`, `was undefined; ${axes} needs it`);
    return size;
  });
}

/** The same axes without one of them. */
export function withoutAxis(axes: Axes, without: string): Axes {
  return `[${lettersOf(axes)
    .filter((letter) => letter !== without)
    .join(',')}]`;
}

/** States before the first token and after the last have no axis of tokens. */
export function hasTokens(axes: Axes): boolean {
  return lettersOf(axes).includes('T');
}

/** B, H, T, … */
export function lettersOf(axes: Axes): string[] {
  return axes.slice(1, -1).split(',');
}

type Tensors = Readonly<Record<string, { readonly shape: readonly number[] } | undefined>>;

/**
 * Reads the sizes off q [B,H,T,D] and v [B,H,T,Dv], and throws unless every input agrees with them.
 *
 * @param inputs axes of the inputs; q, k and v have those that every operator gives them
 */
export function attentionSizes(tensors: Tensors, inputs: InputAxes): AttentionSizes {
  const [q, v] = [tensors['q']!.shape, tensors['v']!.shape];
  checkRank('q', q, [4], '[B,H,T,D]');
  const [B, H, T, D] = q as [number, number, number, number];
  const sizes = { B, H, T, D, Dv: v[3]! };
  for (const [name, axes] of Object.entries({ ...inputs.required, ...inputs.optional })) {
    // Its last axis gives Dv, so that it has to have one.
    if (name === 'v') checkRank('v', v, [4], axes);
    const tensor = tensors[name];
    if (tensor) checkAxes(name, tensor.shape, axes, sizes);
  }
  return sizes;
}

/** Throws unless a shape is that of its axes. */
export function checkAxes(
  name: string,
  shape: readonly number[],
  axes: Axes,
  sizes: AttentionSizes & { readonly R?: number },
): void {
  checkShape(name, shape, shapeOf(axes, sizes), axes);
}
