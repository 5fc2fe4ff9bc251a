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

/** The shape that axes have in a call. */
export function shapeOf(axes: Axes, sizes: AttentionSizes & { readonly R?: number }): number[] {
  return lettersOf(axes).map((letter) => {
    const size = (sizes as unknown as Readonly<Record<string, number | undefined>>)[letter];
    if (size === undefined) throw new Error(`there is no size ${letter} for ${axes}`);
    return size;
  });
}

/** The same axes without the one of tokens. */
export function withoutTokens(axes: Axes): Axes {
  return `[${lettersOf(axes)
    .filter((letter) => letter !== 'T')
    .join(',')}]`;
}

/** States before the first token and after the last have no axis of tokens. */
export function hasTokens(axes: Axes): boolean {
  return lettersOf(axes).includes('T');
}

function lettersOf(axes: Axes): string[] {
  return axes.slice(1, -1).split(',');
}
