import type { Float32Session, Session } from '../../../runtime/session.ts';
import type { NumbersOf, RunReport } from '../../../runtime/types.ts';
import type { HostNumbers, HostTensor } from '../../../tensor.ts';
import type { Decoder } from '../../call/decoder.ts';
import type { ArrayOf } from '../../call/givenTypes.ts';
import { tokenTensors, withoutStep } from '../../call/decoderInput.ts';
import { openDecoder } from '../../call/openDecoder.ts';
import type { RunOptions } from '../../operator.ts';
import { checkKeys, flagOption, isCount, numberOption } from '../../validation/options.ts';
import { checkHostTensor, checkRank } from '../../validation/tensors.ts';
import { vla } from '../index.ts';
import { vlaOperator } from '../operator.ts';
import type { VlaSizes } from '../problem.ts';
import type { VlaInputs, VlaOptions, VlaResult } from '../types.ts';
import { decodedVla } from './operator.ts';

/** One position of every head. */
export interface VlaDecodeToken {
  /** [B,H,D] */
  readonly q: HostTensor;
  /** [B,H,D] */
  readonly k: HostTensor;
  /** [B,H,Dv] */
  readonly v: HostTensor;
  /** [B,H,R,D], or [B,H,D] for rank 1. */
  readonly u: HostTensor;
  /** What the step leaves of the memory, and of the penalty, [B,H], of a decoder that was opened with `decays`. Default: ones. */
  readonly memoryDecay?: HostTensor;
  readonly penaltyDecay?: HostTensor;
}

/** What VLA knows after some steps. */
export interface VlaDecodeState {
  /** S [B,H,Dv,D]. */
  readonly memory: HostTensor;
  /** A [B,H,D,D]. */
  readonly inverse: HostTensor;
  /** Steps so far: the next token is step `steps` of the sequence, which places the periodic nudge. */
  readonly steps: number;
}

export type VlaDecoder<Numbers extends HostNumbers = HostNumbers> = Decoder<VlaDecodeToken, VlaDecodeState, Numbers>;

/** R is 1 where it is left out. */
export type VlaDecodeSizes = Omit<VlaSizes, 'T' | 'R'> & { readonly R?: number };

/** Options of a token: `state` says which step it is, and intermediates are a matter of whole sequences. */
export type VlaDecodeOptions = Omit<VlaOptions, 'firstStep' | 'keepIntermediates'>;

/**
 * Opens VLA for one token at a time; the state stays on the device (or in memory) in between. The outputs are those of
 * {@link vla} over the whole sequence.
 *
 * `state` is where to continue from: what a decoder's `state()` gave, or the result of a `vla` call with the tokens before,
 * from the first one on. Default: A = I/λ0, S = 0, step 0. `session` is where to compute; default the shared one. It stands beside
 * `options`, which are those of {@link vla} without what is a matter of one call.
 *
 * @example
 * ```js
 * const decoder = await openVlaDecoder({ sizes: { B: 1, H: 8, D: 64, Dv: 64 }, options: { lambda0: 0.1 }, session });
 * const { output } = await decoder.step({ q, k, v, u }); // one token: q, k, u [B,H,D], v [B,H,Dv]; output [B,H,Dv]
 * ```
 */
export async function openVlaDecoder<Place extends Session = Float32Session>(call: {
  readonly sizes: VlaDecodeSizes;
  readonly options: VlaDecodeOptions;
  readonly state?: VlaDecodeState | VlaResult;
  readonly session?: Place;
  /** Whether tokens may have decays, which a device takes in the general steps. Default false. */
  readonly decays?: boolean;
}): Promise<VlaDecoder<NumbersOf<Place['backend']>>> {
  if (typeof call !== 'object' || call === null) return openDecoder(decodedVla, call);
  const { decays, ...others } = call;
  const also = flagOption({ name: 'decays', value: decays }) ? DECAYS : [];
  return openDecoder(decodedVla, others, also);
}

const DECAYS = ['memoryDecay', 'penaltyDecay'];

/**
 * Takes one token and returns its output and the state after it; the given state stays as it was. The state travels to
 * the device and back: for many tokens, open a decoder.
 */
export async function decodeStep<Place extends Session = Float32Session>(
  state: VlaDecodeState,
  token: VlaDecodeToken,
  options: VlaDecodeOptions & RunOptions<Place>,
): Promise<{ readonly output: ArrayOf<Place>; readonly state: VlaDecodeState; readonly ran: RunReport }> {
  checkKeys('state', state, ['memory', 'inverse', 'steps']);
  const { memory, inverse, steps } = state;
  numberOption({ name: 'state.steps', value: steps, expected: 'a non-negative integer', accept: isCount });
  checkHostTensor('inverse', inverse);
  checkHostTensor('memory', memory);
  checkRank('memory', memory.shape, [4], '[B,H,Dv,D]');
  const [B, H, Dv, D] = memory.shape as [number, number, number, number];
  checkKeys('token', token, ['q', 'k', 'v', 'u', ...DECAYS]);
  checkHostTensor('u', token.u);
  const R = token.u.shape.length === 4 ? token.u.shape[2]! : 1;
  const tensors = tokenTensors(vlaOperator.inputs, token, { B, H, T: 1, D, Dv, R });
  const { output, finalMemory, finalInverse, ran } = await vla(
    { ...(tensors as unknown as VlaInputs), initialMemory: memory, initialInverse: inverse },
    { ...options, firstStep: steps },
  );
  return {
    output: withoutStep(output),
    state: { memory: finalMemory, inverse: finalInverse, steps: steps + 1 },
    ran,
  };
}
