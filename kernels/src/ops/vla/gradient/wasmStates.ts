import type { WasmKernels } from '../../../runtime/wasm/generated.ts';
import type { WasmCall } from '../../wasm/call.ts';
import type { HeadGroups } from '../../wasm/headGroups.ts';
import { BYTES, padded } from '../../wasm/padded.ts';
import type { VlaProblem } from '../problem.ts';

/* Whole states of the forward pass, which only some options need a second time. */

type Call = WasmCall<VlaProblem>;

/** Numbers in all states of a head up to which each of them is kept. */
const MOST_KEPT = 2 ** 21;

/** The states of one kind after the tokens of a piece, computed again from the one before it. */
interface States<Arguments> {
  /** Before the forward pass goes through a piece. */
  keep(piece: number): void;
  /** Where the state before the piece is, and that after each token of it; 0 where nothing needs them. */
  of(piece: number, args: Arguments): number;
}

type MemoryArguments = Omit<Parameters<WasmKernels['vlaMemoryStates']>[0], 'matrix' | 'states'>;
type InverseArguments = Omit<Parameters<WasmKernels['vlaInverseStates']>[0], 'matrix' | 'states'>;

const needsMemories = ({ options, input }: Call): boolean => options.renormalizeAbove > 0 || input('memoryDecay') > 0;
const needsInverses = ({ input }: Call): boolean => input('penaltyDecay') > 0;

const memorySize = ({ sizes: { D, Dv } }: Call): number => padded(D) * padded(Dv);
const inverseSize = ({ sizes: { D } }: Call): number => padded(D) ** 2;

/** The most tokens of a piece, where states are needed: a long head goes in about √T pieces, and only those of a piece are kept. */
export function longestPiece(call: Call): number | undefined {
  const sizes = [needsMemories(call) ? memorySize(call) : 0, needsInverses(call) ? inverseSize(call) : 0];
  const size = Math.max(...sizes);
  const { T } = call.sizes;
  if (size === 0) return undefined;
  return T * size <= MOST_KEPT ? T : Math.ceil(Math.sqrt(T));
}

/** Of S, whose place in the forward pass is `S`. */
export function memoryStates(call: Call, groups: HeadGroups, S: number): States<MemoryArguments> {
  if (!needsMemories(call)) return NONE;
  return statesOf(call, groups, S, memorySize(call), (args, states) =>
    call.kernels.vlaMemoryStates({ ...args, matrix: S, states }),
  );
}

/** Of A, whose place in the forward pass is `A`. */
export function inverseStates(call: Call, groups: HeadGroups, A: number): States<InverseArguments> {
  if (!needsInverses(call)) return NONE;
  return statesOf(call, groups, A, inverseSize(call), (args, states) =>
    call.kernels.vlaInverseStates({ ...args, matrix: A, states }),
  );
}

const NONE = { keep: () => undefined, of: () => 0 };

function statesOf<Arguments>(
  { scratch, floats }: Call,
  { length, pieces }: HeadGroups,
  place: number,
  size: number,
  compute: (args: Arguments, states: number) => void,
): States<Arguments> {
  const states = scratch((length + 1) * size);
  const before = scratch(pieces * size);
  const move = (to: number, from: number) => floats(to, size).set(floats(from, size));
  const placeOf = (piece: number) => before + piece * size * BYTES;
  return {
    keep: (piece) => move(placeOf(piece), place),
    of(piece, args) {
      move(place, placeOf(piece));
      compute(args, states);
      return states;
    },
  };
}
