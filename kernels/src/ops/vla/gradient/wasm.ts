import type { WasmForms } from '../../operator.ts';
import type { WasmCall, WasmJob } from '../../wasm/call.ts';
import { headGroups, jobInPasses } from '../../wasm/headGroups.ts';
import type { Pass, Piece } from '../../wasm/headGroups.ts';
import type { VlaProblem } from '../problem.ts';
import { vlaStepSettings } from '../wasm.ts';
import { inverseStates, longestPiece, memoryStates } from './wasmStates.ts';
import { groupPlaces } from './wasmPlaces.ts';

/** The gradient of VLA in WebAssembly. */
export const vlaGradientWasm: WasmForms<VlaProblem> = {
  forms: ['recurrent'],
  job: gradientOf,
};

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
  const given = input('initialInverse') || input('penaltyDecay');
  const updatesOnly = !(period > 0 && epsilon > 0) && deltaFloor <= 1 && !given;
  const groups = headGroups(B * H, T, PRODUCTS * D * Math.max(D, Dv), longestPiece(call));
  const settings = { ...vlaStepSettings(call), ...{ definite: 0, report: 0, skipped: 0, output: 0, finalMemory: 0 } };
  const places = groupPlaces(call, groups, updatesOnly);
  const memories = memoryStates(call, groups, settings.S);
  const inverses = inverseStates(call, groups, settings.A);

  const all = (piece: Piece) => ({ ...settings, ...places.all(), ...piece });
  const forwards: Pass = {
    run(piece, index) {
      memories.keep(index);
      inverses.keep(index);
      kernels.vlaSteps({ ...settings, ...places.from(piece.first), ...piece });
    },
  };
  const memory: Pass = {
    backwards: true,
    run(piece, index) {
      const given = all(piece);
      const q = given.readings || given.q;
      kernels.vlaGradientMemory({ ...given, q, states: memories.of(index, given) });
    },
  };
  const queries: Pass = {
    run(piece) {
      const given = all(piece);
      kernels.vlaGradientQueries({ ...given, reads: given.reads || given.qGradient });
    },
  };
  const keys: Pass = { run: (piece) => void kernels.vlaGradientKeys(all(piece)) };
  const penalty: Pass = { backwards: true, run: (piece) => void kernels.vlaGradientPenalty(all(piece)) };
  const inverse: Pass = {
    backwards: true,
    run: (piece, index) => void kernels.vlaGradientInverse({ ...all(piece), states: inverses.of(index, all(piece)) }),
  };
  const { begin, end } = places;
  const passes = [forwards, memory, queries, ...(updatesOnly ? [keys, penalty] : [inverse, keys])];
  return jobInPasses(groups, { heads: B * H, T }, { begin, passes, end });
}
