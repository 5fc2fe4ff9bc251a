import type { RunReport } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';

export interface SoftmaxAttentionInputs<X = HostTensor> {
  readonly q: X;
  readonly k: X;
  readonly v: X;
}

export interface SoftmaxAttentionOptions {
  /** Factor on qᵀk. Default 1/√D. */
  readonly scale?: number;
}

export interface SoftmaxAttentionResult<X = HostTensor> {
  readonly output: X;
  readonly ran: RunReport;
}

/** A softmax attention call, and the gradient of a loss with respect to its output. */
export interface SoftmaxAttentionGradientInputs<X = HostTensor> extends SoftmaxAttentionInputs<X> {
  /** With respect to o_t, [B,H,T,Dv]. */
  readonly outputGradient: X;
}

/** The gradient of the loss with respect to each tensor of the call, in its shape. */
export interface SoftmaxAttentionGradients<X = HostTensor> {
  readonly q: X;
  readonly k: X;
  readonly v: X;
  readonly ran: RunReport;
}
