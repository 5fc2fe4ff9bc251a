import type { WasmForms } from '../../operator.ts';
import type { WasmCall, WasmJob } from '../../wasm/call.ts';
import { headGroups, jobInPasses } from '../../wasm/headGroups.ts';
import type { HeadGroups, Pass, Piece } from '../../wasm/headGroups.ts';
import { BYTES, padded } from '../../wasm/padded.ts';
import { stepwiseArgument } from '../stepwise.ts';
import type { VlaProblem } from '../problem.ts';
import { vlaStepSettings } from '../wasm.ts';
import { groupPlaces } from './wasmPlaces.ts';

/** The gradient of VLA in WebAssembly. */
export const vlaGradientWasm: WasmForms<VlaProblem> = {
  forms: ['recurrent'],
  obstacle: (problem) => stepwiseArgument(problem)?.option ?? null,
  job: gradientOf,
};

/** Numbers in all memories of a head up to which each of them is kept, where S is renormalised. */
const MOST_KEPT = 2 ** 21;

/** Products of a matrix and a vector that a token takes in all. */
const PRODUCTS = 17;

/**
 * In passes over the tokens of a few heads at a time, which leave vectors of each token: forwards for what VLA computes,
 * backwards for f and g, forwards for dq and Sᵀf, and two more for dk and du. The README has the formulas.
 */
function gradientOf(call: WasmCall<VlaProblem>): WasmJob {
  const { kernels, sizes, options, input } = call;
  const { B, H, T, D, Dv } = sizes;
  const { period, epsilon, deltaFloor } = options;
  // Where A is changed by its updates alone, P = A G A stays the same over them, and takes the place of G.
  const updatesOnly = !(period > 0 && epsilon > 0) && deltaFloor <= 1 && !input('initialInverse');
  const groups = headGroups(B * H, T, PRODUCTS * D * Math.max(D, Dv), longestPiece(call));
  const settings = { ...vlaStepSettings(call), ...{ definite: 0, report: 0, skipped: 0, output: 0, finalMemory: 0 } };
  const places = groupPlaces(call, groups, updatesOnly);
  const states = statesOf(call, groups, settings.S);

  const all = (piece: Piece) => ({ ...settings, ...places.all(), ...piece });
  const forwards: Pass = {
    run(piece, index) {
      states.keep(index);
      kernels.vlaSteps({ ...settings, ...places.from(piece.first), ...piece });
    },
  };
  const memory: Pass = {
    backwards: true,
    run: (piece, index) => void kernels.vlaGradientMemory({ ...all(piece), states: states.of(index, all(piece)) }),
  };
  const queries: Pass = { run: (piece) => void kernels.vlaGradientQueries(all(piece)) };
  const keys: Pass = { run: (piece) => void kernels.vlaGradientKeys(all(piece)) };
  const penalty: Pass = { backwards: true, run: (piece) => void kernels.vlaGradientPenalty(all(piece)) };
  const inverse: Pass = { backwards: true, run: (piece) => void kernels.vlaGradientInverse(all(piece)) };
  const { begin, end } = places;
  const passes = [forwards, memory, queries, ...(updatesOnly ? [keys, penalty] : [inverse, keys])];
  return jobInPasses(groups, { heads: B * H, T }, { begin, passes, end });
}

/** Where memories are needed a second time, a long head goes in about √T pieces, and only those of a piece are kept. */
function longestPiece({ sizes: { T, D, Dv }, options }: WasmCall<VlaProblem>): number | undefined {
  if (options.renormalizeAbove === 0) return undefined;
  return T * padded(D) * padded(Dv) <= MOST_KEPT ? T : Math.ceil(Math.sqrt(T));
}

/** Memories after each token of a piece, computed again from the one before it; 0 where nothing needs them. */
function statesOf(call: WasmCall<VlaProblem>, { length, pieces }: HeadGroups, S: number) {
  const { kernels, sizes, options, scratch, floats } = call;
  const size = padded(sizes.D) * padded(sizes.Dv);
  if (options.renormalizeAbove === 0) return { keep: () => undefined, of: () => 0 };
  const states = scratch(length * size);
  const before = scratch(pieces * size);
  const move = (to: number, from: number) => floats(to, size).set(floats(from, size));
  const placeOf = (piece: number) => before + piece * size * BYTES;
  type Arguments = Omit<Parameters<typeof kernels.vlaMemoryStates>[0], 'matrix' | 'states'>;
  return {
    /** Before the forward pass goes through a piece. */
    keep: (piece: number) => move(placeOf(piece), S),
    of(piece: number, args: Arguments): number {
      move(S, placeOf(piece));
      kernels.vlaMemoryStates({ ...args, matrix: S, states });
      return states;
    },
  };
}
