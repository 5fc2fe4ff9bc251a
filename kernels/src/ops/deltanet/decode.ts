import type { Session } from '../../runtime/session.ts';
import type { HostTensor } from '../../tensor.ts';
import type { Decoder } from '../call/decoder.ts';
import { openDecoder } from '../call/openDecoder.ts';
import type { AttentionSizes } from '../validation/attention.ts';
import { deltaNetOperator } from './operator.ts';

/** One position of every head. */
export interface DeltaNetToken {
  /** [B,H,D] */
  readonly q: HostTensor;
  /** [B,H,D] */
  readonly k: HostTensor;
  /** [B,H,Dv] */
  readonly v: HostTensor;
  /** Write strength [B,H]. Default: ones. */
  readonly beta?: HostTensor;
}

export interface DeltaNetDecodeState {
  /** S [B,H,Dv,D]. */
  readonly memory: HostTensor;
  readonly steps: number;
}

export type DeltaNetDecoder = Decoder<DeltaNetToken, DeltaNetDecodeState>;

/** Opens the delta rule for one token at a time. As openVlaDecoder. */
export async function openDeltaNetDecoder(call: {
  readonly sizes: Omit<AttentionSizes, 'T'>;
  readonly state?: DeltaNetDecodeState;
  readonly session?: Session;
}): Promise<DeltaNetDecoder> {
  return openDecoder(deltaNetOperator, { ...call, options: {} });
}
