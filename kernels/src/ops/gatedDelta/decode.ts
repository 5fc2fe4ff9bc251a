import type { Float32Session, Session } from '../../runtime/session.ts';
import type { NumbersOf } from '../../runtime/types.ts';
import type { HostNumbers, HostTensor } from '../../tensor.ts';
import type { Decoder } from '../call/decoder.ts';
import { openDecoder } from '../call/openDecoder.ts';
import type { AttentionSizes } from '../validation/axes.ts';
import { gatedDeltaOperator } from './operator.ts';
import type { GatedDeltaOptions, GatedDeltaResult } from './types.ts';

/** One position of every head. */
export interface GatedDeltaDecodeToken {
  /** [B,H,D] */
  readonly q: HostTensor;
  /** [B,H,D] */
  readonly k: HostTensor;
  /** [B,H,Dv] */
  readonly v: HostTensor;
  /** Read key [B,H,D]. Default: k. */
  readonly p?: HostTensor;
  /** Write strength [B,H]. Default: ones. */
  readonly beta?: HostTensor;
  /** Decay [B,H]. Default: ones. */
  readonly gamma?: HostTensor;
}

export interface GatedDeltaDecodeState {
  /** S [B,H,Dv,D]. */
  readonly memory: HostTensor;
  readonly steps: number;
}

export type GatedDeltaDecoder<Numbers extends HostNumbers = HostNumbers> = Decoder<
  GatedDeltaDecodeToken,
  GatedDeltaDecodeState,
  Numbers
>;

/**
 * Opens the gated delta rule for one token at a time; the state stays where it computes. `state` is what a decoder's `state()`
 * gave, or the result of a `gatedDelta` call with the tokens before; default: an empty memory. `session` is where to compute; default the shared one.
 */
export async function openGatedDeltaDecoder<Place extends Session = Float32Session>(call: {
  readonly sizes: Omit<AttentionSizes, 'T'>;
  readonly options?: GatedDeltaOptions;
  readonly state?: GatedDeltaDecodeState | GatedDeltaResult;
  readonly session?: Place;
}): Promise<GatedDeltaDecoder<NumbersOf<Place['backend']>>> {
  return openDecoder(gatedDeltaOperator, call);
}
