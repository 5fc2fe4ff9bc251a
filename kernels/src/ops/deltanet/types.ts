import type { RunReport } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';

export interface DeltaNetInputs<X = HostTensor> {
  readonly q: X;
  /** Keys [B,H,T,D], unit length where the delta rule is to erase exactly. */
  readonly k: X;
  readonly v: X;
  /** Write strengths β_t [B,H,T]. Default: ones. */
  readonly beta?: X;
  /** Memory at the start [B,H,Dv,D]. Default: zeros. */
  readonly initialMemory?: X;
}

export interface DeltaNetResult<X = HostTensor> {
  readonly output: X;
  readonly finalMemory: X;
  readonly ran: RunReport;
}

/** A DeltaNet call, and the gradient of a loss with respect to its results: those left out are zero, one must be there. */
export interface DeltaNetGradientInputs<X = HostTensor> extends DeltaNetInputs<X> {
  /** With respect to o_t, [B,H,T,Dv]. */
  readonly outputGradient?: X;
  /** With respect to S_T, [B,H,Dv,D]. */
  readonly finalMemoryGradient?: X;
}

/** The gradient of the loss with respect to each tensor that the call was given, in its shape. */
export interface DeltaNetGradients<X = HostTensor> {
  readonly q: X;
  readonly k: X;
  readonly v: X;
  /** Only where the call had write strengths. */
  readonly beta?: X;
  /** Only where the call had an initial memory. */
  readonly initialMemory?: X;
  readonly ran: RunReport;
}
