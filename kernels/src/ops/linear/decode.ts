import type { Session } from '../../runtime/session.ts';
import type { HostTensor } from '../../tensor.ts';
import type { Decoder } from '../call/decoder.ts';
import { openDecoder } from '../call/openDecoder.ts';
import type { AttentionSizes } from '../validation/attention.ts';
import { linearAttentionOperator } from './operator.ts';
import type { LinearAttentionOptions } from './types.ts';

/** One position of every head, after the feature map. */
export interface LinearAttentionToken {
  /** [B,H,D] */
  readonly q: HostTensor;
  /** [B,H,D] */
  readonly k: HostTensor;
  /** [B,H,Dv] */
  readonly v: HostTensor;
}

export interface LinearAttentionDecodeState {
  /** S [B,H,Dv,D]. */
  readonly memory: HostTensor;
  /** z, the sum of the keys [B,H,D]. */
  readonly normalizer: HostTensor;
  readonly steps: number;
}

export type LinearAttentionDecoder = Decoder<LinearAttentionToken, LinearAttentionDecodeState>;

/** Opens linear attention for one token at a time. As openVlaDecoder. */
export async function openLinearAttentionDecoder({
  options = {},
  ...call
}: {
  readonly sizes: Omit<AttentionSizes, 'T'>;
  readonly options?: LinearAttentionOptions;
  readonly state?: LinearAttentionDecodeState;
  readonly session?: Session;
}): Promise<LinearAttentionDecoder> {
  return openDecoder(linearAttentionOperator, { ...call, options });
}
