import { floatBits } from '../wgsl/floatBits.ts';
import type { ChunkPart } from './parts.ts';
import { TILE_EDGE } from './wgsl/tile.wgsl.ts';

/** More steps than any sequence has, and few enough to count with. */
const NEVER = 2 ** 30;

/** What the passes over chunks need to know of a call. */
export interface ChunkCall {
  /** R is the penalty rank: 0 without a penalty. */
  readonly sizes: {
    readonly B: number;
    readonly H: number;
    readonly T: number;
    readonly D: number;
    readonly Dv: number;
    readonly R: number;
  };
  /** 'normalized' scales write directions to unit length. */
  readonly write: 'normalized' | 'plain';
  /** 'residual' writes what the memory got wrong, 'additive' the whole value. */
  readonly error: 'residual' | 'additive';
  /** A is nudged by epsilon·I after every `period` steps, counted from step 0 of the sequence; never where that is 0. */
  readonly period: number;
  readonly epsilon: number;
  readonly deltaFloor: number;
  /** Steps of the sequence before this call. */
  readonly firstStep: number;
  /** Whether write directions and errors are results. */
  readonly keepIntermediates: boolean;
  /** The state buffer that holds S, and its rows of D numbers before that. Default: `state`, after [B·H,D,D]. */
  readonly memory?: { readonly buffer: string; readonly rowsBefore: number };
}

/** CHUNK_SETTINGS in wgsl/chunks.wgsl.ts, from the third on: the session fills in begin and end. */
export function chunkUniforms(call: ChunkCall, { phase, layout, begin, atOnce }: ChunkPart): number[] {
  const { B, H, T, D, Dv, R } = call.sizes;
  const { start, stop, steps } = phase;
  const { period, firstStep, epsilon, deltaFloor } = call;
  const toNudge = period > 0 ? Math.min(NEVER, period - ((firstStep + start) % period)) : NEVER;
  return [
    ...[begin, atOnce, B * H, T, start, stop, D, Dv, R, steps],
    ...[toNudge, Math.min(NEVER, period || NEVER), floatBits(epsilon), floatBits(deltaFloor)],
    ...[Number(call.write === 'normalized'), Number(call.error === 'residual')],
    ...[layout.values / 4, layout.valueTiles, TILE_EDGE, call.memory?.rowsBefore ?? B * H * D],
  ];
}
