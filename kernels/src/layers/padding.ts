import {
  add,
  cast,
  cumsum,
  lowerBound,
  matMul,
  mul,
  notEqual,
  range,
  reshape,
  sub,
  tensor,
  tile,
  where,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';
import { moveRows, tokenMoves } from '../ops/call/paddedTensors.ts';
import type { TokenMoves } from '../ops/call/paddedTensors.ts';
import { paddingOf, placesOf } from '../ops/call/padding.ts';
import type { Places } from '../ops/call/padding.ts';
import type { RunOptions } from '../ops/operator.ts';
import { checkShape } from '../ops/validation/tensors.ts';

/** Sequences of a batch that are shorter than it is long: `lengths` [B], and the side of their padding. */
export type LengthOptions = Pick<RunOptions, 'lengths' | 'padding'>;

/** Where sequences stand: how many tokens the longest has, and each [B] where they differ. */
export interface Standing {
  readonly step: number;
  readonly steps?: number[];
}

/** Where the tokens of x [B,T,…] are; null where all sequences are whole. Throws ArgumentError. */
export function placesIn(x: Pick<Tensor, 'shape'>, options: LengthOptions | undefined): Places | null {
  const padding = paddingOf(options ?? {});
  return padding && placesOf(padding, { B: x.shape[0]!, T: x.shape[1]! });
}

/** What a layer may be called with beside its input: lengths, or a mask [B,T], 0 where there is no token, as tf.layers hands over. */
export function movesOfCall(
  x: Tensor,
  { mask, ...options }: LengthOptions & { readonly mask?: unknown },
): TokenMoves | null {
  const [B, T] = x.shape as [number, number];
  const places = placesIn(x, options);
  if (mask === undefined || mask === null) return places && tokenMoves(places, { H: 1, T });
  if (options.lengths !== undefined) throw new ArgumentError('mask', 'was given with lengths; expected one of them');
  const given = (Array.isArray(mask) ? mask[0] : mask) as Tensor;
  checkShape('mask', given.shape, [B, T], '[B,T]');
  return movesOfMask(given as Tensor2D);
}

/** Tokens where a mask is not 0, wherever they are: what it says is read by nobody, since on a device that takes a while. */
function movesOfMask(mask: Tensor2D): TokenMoves {
  const [B, T] = mask.shape;
  const isToken = notEqual(mask, 0);
  const counted = cumsum(cast(isToken, 'float32'), 1) as Tensor2D;
  const nowhere = B * T;
  const starts = reshape(mul(range(0, B), T), [B, 1]);
  const rowsOf = (positions: Tensor, isThere: Tensor): Tensor1D =>
    reshape(cast(where(isThere, add(positions, starts), nowhere), 'int32'), [B * T]);
  const targets = rowsOf(sub(counted, 1), isToken);
  // The n-th token is where as many were counted for the first time.
  const wanted = tile(reshape(range(1, T + 1), [1, T]), [B, 1]) as Tensor2D;
  const found = cast(lowerBound(counted, wanted), 'float32');
  const sources = rowsOf(found, notEqual(found, T));
  return {
    toTheFront: (x) => moveRows(x, { from: sources, back: targets }),
    toTheirPlaces: (x) => moveRows(x, { from: targets, back: sources }),
  };
}

/** The lengths of sequences whose tokens are at the front, for an operator. */
export function lengthsOf(places: Places | null): LengthOptions {
  return places ? { lengths: places.map(({ count }) => count) } : {};
}

/** Where sequences stand that stood somewhere, after their tokens of T. */
export function stepsAfter(state: Standing | undefined, T: number, places: Places | null): Standing {
  const { step = 0, steps } = state ?? {};
  if (!places && !steps) return { step: step + T };
  const count = places?.length ?? steps!.length;
  const after = Array.from({ length: count }, (_, b) => (steps?.[b] ?? step) + (places?.[b]!.count ?? T));
  const last = Math.max(...after);
  return after.every((own) => own === last) ? { step: last } : { step: last, steps: after };
}

/** Throws ArgumentError for a state of sequences that stand at different steps. */
export function checkInStep(state: Standing | undefined, because: string): void {
  if (!state?.steps) return;
  throw new ArgumentError(
    'state',
    `has sequences of ${state.steps.join(', ')} tokens; expected as many of each: ${because}`,
  );
}

/** 1 for the tokens of each sequence and 0 behind them, [B,1,T,1]. */
export function maskOf(places: Places, T: number): Tensor {
  const data = Float32Array.from(places.flatMap(({ count }) => Array.from({ length: T }, (_, t) => Number(t < count))));
  return tensor(data, [places.length, 1, T, 1]);
}

/** Of rows [B,before+T,C], of which `before` precede the tokens, the last `before` up to the end of each sequence. */
export function lastRows(rows: Tensor3D, places: Places, before: number): Tensor3D {
  const [B, length] = rows.shape;
  const chosen = new Float32Array(B * before * length);
  places.forEach(({ count }, b) => {
    for (let i = 0; i < before; i++) chosen[(b * before + i) * length + count + i] = 1;
  });
  return matMul(tensor(chosen, [B, before, length]), rows) as Tensor3D;
}
