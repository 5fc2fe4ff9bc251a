import type { RunReport } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';

export interface LinearAttentionInputs<X = HostTensor> {
  /** Queries after the feature map [B,H,T,D]. */
  readonly q: X;
  /** Keys after the feature map [B,H,T,D]. */
  readonly k: X;
  readonly v: X;
  /** Memory at the start [B,H,Dv,D]. Default: zeros. */
  readonly initialMemory?: X;
  /** Sum of the keys at the start [B,H,D]. Default: zeros. */
  readonly initialNormalizer?: X;
}

export interface LinearAttentionOptions {
  /** Added to the denominator zᵀq. Default 1e-6. */
  readonly epsilon?: number;
}

export interface LinearAttentionResult<X = HostTensor> {
  readonly output: X;
  readonly finalMemory: X;
  /** z_T = Σ k_t, [B,H,D]. */
  readonly finalNormalizer: X;
  readonly ran: RunReport;
}

/** A linear attention call, and the gradient of a loss with respect to its results: those left out are zero, one must be there. */
export interface LinearAttentionGradientInputs<X = HostTensor> extends LinearAttentionInputs<X> {
  /** With respect to o_t, [B,H,T,Dv]. */
  readonly outputGradient?: X;
  /** With respect to S_T, [B,H,Dv,D]. */
  readonly finalMemoryGradient?: X;
  /** With respect to z_T, [B,H,D]. */
  readonly finalNormalizerGradient?: X;
}

/** The gradient of the loss with respect to each tensor that the call was given, in its shape. */
export interface LinearAttentionGradients<X = HostTensor> {
  readonly q: X;
  readonly k: X;
  readonly v: X;
  /** Only where the call had an initial memory. */
  readonly initialMemory?: X;
  /** Only where the call had an initial normalizer. */
  readonly initialNormalizer?: X;
  readonly ran: RunReport;
}
