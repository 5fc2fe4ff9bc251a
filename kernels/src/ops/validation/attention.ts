import type { AttentionSizes, Axes, InputAxes } from './axes.ts';
import { shapeOf } from './axes.ts';
import { checkRank, checkShape } from './tensors.ts';

export type { AttentionSizes } from './axes.ts';

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
