import type { WasmJob } from './call.ts';
import { OPERATIONS } from './tokens.ts';

/** Heads that go through passes together, and the pieces that a pass takes their tokens in. */
export interface HeadGroups {
  /** Heads of a group; the last may have fewer. */
  readonly heads: number;
  /** The most tokens of a piece: those of whole heads, or a part of one. */
  readonly length: number;
  /** Pieces of a group. */
  readonly pieces: number;
}

/** Tokens of a piece, counted from the first of the group. */
export interface Piece {
  readonly first: number;
  readonly count: number;
}

export interface Pass {
  /** From the last piece to the first. */
  readonly backwards?: boolean;
  run(piece: Piece, index: number): void;
}

/**
 * Short heads are taken together, long ones in pieces, such that a piece takes about as long as a step should.
 *
 * @param longest the most tokens of a piece; with it, heads are taken one by one
 */
export function headGroups(heads: number, T: number, operationsPerToken: number, longest?: number): HeadGroups {
  const tokens = Math.max(1, Math.floor(OPERATIONS / Math.max(1, operationsPerToken)));
  const together = longest === undefined ? Math.min(heads, Math.max(1, Math.floor(tokens / T))) : 1;
  if (together > 1) return { heads: together, length: together * T, pieces: 1 };
  const length = Math.min(T, tokens, longest ?? T);
  return { heads: 1, length, pieces: Math.ceil(T / length) };
}

/** A job that goes through all heads, a group after the other, in several passes over the tokens of each. */
export function jobInPasses(
  { heads: most, length, pieces }: HeadGroups,
  { heads, T }: { readonly heads: number; readonly T: number },
  work: {
    begin(firstHead: number, heads: number): void;
    readonly passes: readonly Pass[];
    end(firstHead: number, heads: number): void;
  },
): WasmJob {
  const { begin, passes, end } = work;
  const perGroup = passes.length * pieces;
  return {
    steps: Math.ceil(heads / most) * perGroup,
    run(step) {
      const head = Math.floor(step / perGroup) * most;
      const count = Math.min(most, heads - head);
      const within = step % perGroup;
      if (within === 0) begin(head, count);
      const pass = passes[Math.floor(within / pieces)]!;
      const index = pass.backwards ? pieces - 1 - (within % pieces) : within % pieces;
      const first = index * length;
      pass.run({ first, count: Math.min(length, count * T - first) }, index);
      if (within === perGroup - 1) end(head, count);
    },
  };
}
