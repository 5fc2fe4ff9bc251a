import { ArgumentError } from '../../errors.ts';
import type { HostTensor } from '../../tensor.ts';
import type { Operator, Problem, RunOptions } from '../operator.ts';
import type { AttentionSizes, InputAxes } from '../validation/axes.ts';
import { axesOf, hasTokens } from '../validation/axes.ts';
import { choiceOption, describe } from '../validation/options.ts';

/** Sequences of a batch that are shorter than it is long. */
export interface Padding {
  /** Tokens of each sequence, 1 to T; where the batch has that many sequences is not known yet. */
  readonly lengths: readonly number[];
  readonly side: 'right' | 'left';
}

/** The options of a call without those that say which tokens there are, and these. */
export function takePadding<Options extends RunOptions>(
  options: Options,
): { readonly padding: Padding | null; readonly options: Options } {
  if (typeof options !== 'object' || options === null || !('lengths' in options || 'padding' in options))
    return { padding: null, options };
  const { lengths, padding, ...others } = options as RunOptions;
  return { padding: paddingOf({ lengths, padding }), options: others as Options };
}

/** What `lengths` and `padding` say; null where neither is there. Throws ArgumentError. */
export function paddingOf({ lengths, padding }: Pick<RunOptions, 'lengths' | 'padding'>): Padding | null {
  const choices = ['right', 'left'] as const;
  const side = choiceOption({ name: 'padding', value: padding, fallback: 'right', choices });
  if (lengths === undefined) {
    if (padding === undefined) return null;
    throw new ArgumentError('padding', `was "${side}" without lengths; expected both, or neither`);
  }
  if (!Array.isArray(lengths) && !ArrayBuffer.isView(lengths))
    throw new ArgumentError('lengths', `was ${describe(lengths)}; expected an array of numbers [B]`);
  return { lengths: Array.from(lengths), side };
}

/** Where the tokens of each sequence are: `count` of them from `from` on. All sequences are whole where null. */
export type Places = readonly { readonly from: number; readonly count: number }[];

/** Throws ArgumentError unless there is a length from 1 to T for each of B sequences. */
export function placesOf({ lengths, side }: Padding, { B, T }: Pick<AttentionSizes, 'B' | 'T'>): Places | null {
  const wrong = lengths.findIndex((length) => !(Number.isSafeInteger(length) && length >= 1 && length <= T));
  if (wrong >= 0)
    throw new ArgumentError('lengths', `is ${lengths[wrong]} at [${wrong}]; expected whole numbers from 1 to T = ${T}`);
  if (lengths.length !== B)
    throw new ArgumentError('lengths', `has ${lengths.length} numbers; expected one for each of B = ${B} sequences`);
  if (lengths.every((length) => length === T)) return null;
  return lengths.map((count) => ({ from: side === 'left' ? T - count : 0, count }));
}

/** What a token is in padding behind a sequence: a number everywhere, or what the last token of the sequence is. */
export type Filling = number | 'last';

/**
 * What padding behind a sequence has to be so that it changes no state and nothing vanishes in it: queries as the last one, since of keys
 * that leave the normalizer as it is they have the same denominator; no keys, values, directions and strengths; and decays of 1.
 */
export function fillingOf({ neutral = {} }: Pick<Operator, 'neutral'>, input: string): Filling {
  return input === 'q' ? 'last' : (neutral[input] ?? 0);
}

/** A tensor [B,H,T,…] with the tokens of each sequence at its front, and the filling behind them. */
export function toTheFront({ shape, data }: HostTensor, places: Places, filling: Filling): HostTensor {
  const result = filled(data, filling === 'last' ? 0 : filling);
  const { width, T, starts } = rowsOf(shape, places);
  for (const { start, from, count } of starts) {
    const at = (t: number): number => (start + t) * width;
    result.set(data.subarray(at(from), at(from + count)), at(0));
    if (filling !== 'last') continue;
    for (let t = count; t < T; t++) result.set(data.subarray(at(from + count - 1), at(from + count)), at(t));
  }
  return { shape, data: result };
}

/** The other way: tokens where they were, and zeros in the padding. */
export function toTheirPlaces({ shape, data }: HostTensor, places: Places): HostTensor {
  const result = filled(data, 0);
  const { width, starts } = rowsOf(shape, places);
  for (const { start, from, count } of starts)
    result.set(data.subarray(start * width, (start + count) * width), (start + from) * width);
  return { shape, data: result };
}

function filled(like: HostTensor['data'], value: number): HostTensor['data'] {
  return new (like.constructor as Float64ArrayConstructor)(like.length).fill(value);
}

/** The first token of each head of each sequence, counted over all of a tensor [B,H,T,…], whose tokens have `width` numbers. */
function rowsOf(shape: readonly number[], places: Places) {
  const [, H, T, ...rest] = shape as [number, number, number, ...number[]];
  const starts = places.flatMap((place, b) =>
    Array.from({ length: H }, (_, h) => ({ start: (b * H + h) * T, ...place })),
  );
  return { width: rest.reduce((count, size) => count * size, 1), T, starts };
}

/** Inputs with their tokens at the front. */
export function inputsToTheFront(
  operator: Pick<Operator, 'inputs' | 'neutral'>,
  inputs: Readonly<Record<string, HostTensor>>,
  places: Places,
): Record<string, HostTensor> {
  return mapTokens(operator.inputs, inputs, (tensor, name) => toTheFront(tensor, places, fillingOf(operator, name)));
}

/** Inputs, or gradients by their names, in which tensors that have tokens are mapped. */
export function mapTokens<X>(
  axes: InputAxes,
  tensors: Readonly<Record<string, X>>,
  map: (tensor: X, name: string) => X,
): Record<string, X> {
  const entries = Object.entries(tensors);
  return Object.fromEntries(
    entries.map(([name, tensor]) => [name, hasTokens(axesOf(axes, name)) ? map(tensor, name) : tensor]),
  );
}

/** What steps over padding have added to the results of each sequence, by name: to numbers [B,H], and to diagonals [B,H,D,D]. */
export function addedByPadding<P extends Problem>(
  operator: Pick<Operator<P>, 'addedOver'>,
  problem: P,
  places: Places,
): Readonly<Record<string, readonly number[]>> {
  const added = places.map(({ count }) => operator.addedOver?.(problem, count) ?? {});
  const names = Object.keys(added[0]!).filter((name) => added.some((amounts) => amounts[name] !== 0));
  return Object.fromEntries(names.map((name) => [name, added.map((amounts) => amounts[name]!)]));
}

/** A result without what steps over padding have added to it. */
export function without({ shape, data }: HostTensor, added: readonly number[]): HostTensor {
  const result = data.slice();
  const size = shape[2] ?? 1;
  const ofSequence = data.length / added.length;
  added.forEach((amount, b) => {
    // Every entry of a number, and those on the diagonals of matrices.
    for (let i = 0; i < ofSequence; i++)
      if ((i % (size * size)) % (size + 1) === 0) result[b * ofSequence + i]! -= amount;
  });
  return { shape, data: result };
}
