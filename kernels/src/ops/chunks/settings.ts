import type { Settings } from '../../runtime/shader.ts';
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
  /** Errors that are longer are cut to about this length. Default: none is. */
  readonly errorBound?: number;
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
  /** The buffer of what S is read along. Default: the queries q. */
  readonly queries?: string;
}

/** Settings of all passes of the chunk form. Sizes come this way too, so that one shader serves all of them. */
export const CHUNK_SETTINGS = {
  /** The first chunk that has a place in the workspace, and how many have one. */
  firstChunk: 'u32',
  chunks: 'u32',
  /** B·H, and steps of a sequence. */
  heads: 'u32',
  T: 'u32',
  /** Chunk 0 starts at step `start`, and the last one ends before `stop`. */
  start: 'u32',
  stop: 'u32',
  /** Sizes as the tensors have them. */
  D: 'u32',
  Dv: 'u32',
  R: 'u32',
  /** Steps of a chunk. */
  steps: 'u32',
  /** Steps from `start` to the first nudge of A, and from one to the next; out of reach where there are none. */
  toNudge: 'u32',
  period: 'u32',
  epsilon: 'f32',
  deltaFloor: 'f32',
  /** 1: write directions are scaled to unit length. 0: they are not. */
  normalized: 'u32',
  /** 1: what the memory got wrong is written. 0: the whole value. */
  residual: 'u32',
  /** Values per workgroup of the memory pass, in vectors, and how many such workgroups a head has. */
  values4: 'u32',
  valueTiles: 'u32',
  /** 8. */
  tileRows: 'u32',
  /** Rows of D numbers in the state before the first row of S. */
  rowsBefore: 'u32',
} as const;

/** Those of a part of a call. */
export function chunkSettings(
  call: ChunkCall,
  { phase, layout, begin, atOnce }: ChunkPart,
): Settings<typeof CHUNK_SETTINGS> {
  const { B, H, T, D, Dv, R } = call.sizes;
  const { start, stop, steps } = phase;
  const { period, firstStep, epsilon, deltaFloor } = call;
  return {
    ...{ firstChunk: begin, chunks: atOnce, heads: B * H, T, start, stop, D, Dv, R, steps },
    toNudge: period > 0 ? Math.min(NEVER, period - ((firstStep + start) % period)) : NEVER,
    period: Math.min(NEVER, period || NEVER),
    ...{ epsilon, deltaFloor },
    ...{ normalized: Number(call.write === 'normalized'), residual: Number(call.error === 'residual') },
    ...{ values4: layout.values / 4, valueTiles: layout.valueTiles, tileRows: TILE_EDGE },
    rowsBefore: call.memory?.rowsBefore ?? B * H * D,
  };
}
