import type { RunReport } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';

/** Tensors of the gated delta rule. X is {@link HostTensor} or tf.Tensor. */
export interface GatedDeltaInputs<X = HostTensor> {
  /** Queries [B,H,T,D]. */
  readonly q: X;
  /** Write keys [B,H,T,D]. */
  readonly k: X;
  /** Values [B,H,T,Dv]. */
  readonly v: X;
  /** Read keys [B,H,T,D]: what the memory answers for them is what an error is measured by. Default: k. */
  readonly p?: X;
  /** Write strengths β_t [B,H,T]. Default: ones. */
  readonly beta?: X;
  /** Decays γ_t [B,H,T]: what a step leaves of the memory; 0 empties it. Default: ones. */
  readonly gamma?: X;
  /** Memory at the start [B,H,Dv,D]. Default: zeros. */
  readonly initialMemory?: X;
}

export interface GatedDeltaOptions {
  /** Write what the memory got wrong ("residual", default) or the whole value ("additive"). */
  readonly error?: 'residual' | 'additive';
}

export interface GatedDeltaResult<X = HostTensor> {
  /** o_t, [B,H,T,Dv]. */
  readonly output: X;
  /** S_T, [B,H,Dv,D]. */
  readonly finalMemory: X;
  readonly ran: RunReport;
}

/** A gatedDelta call, and the gradient of a loss with respect to its results: those left out are zero, one must be there. */
export interface GatedDeltaGradientInputs<X = HostTensor> extends GatedDeltaInputs<X> {
  /** With respect to o_t, [B,H,T,Dv]. */
  readonly outputGradient?: X;
  /** With respect to S_T, [B,H,Dv,D]. */
  readonly finalMemoryGradient?: X;
}

/** The gradient of the loss with respect to each tensor that the call was given, in its shape. */
export interface GatedDeltaGradients<X = HostTensor> {
  readonly q: X;
  readonly k: X;
  readonly v: X;
  /** Only where the call had read keys; zeros where the error is additive, which reads nothing. */
  readonly p?: X;
  /** Only where the call had write strengths. */
  readonly beta?: X;
  /** Only where the call had decays. */
  readonly gamma?: X;
  /** Only where the call had an initial memory. */
  readonly initialMemory?: X;
  readonly ran: RunReport;
}
