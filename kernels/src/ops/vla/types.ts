import type { RunReport } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';

export interface Stabilization {
  /** Add epsilon·I to A after every `period` steps; 0 (default) never. */
  readonly period?: number;
  /** Size of the periodic addition, which has to have a period. Default 0. */
  readonly epsilon?: number;
  /** Skip an update whose |1 + uᵀAu| is below this, and add deltaFloor·I instead. Default 1e-6. */
  readonly deltaFloor?: number;
}

/** Tensors of the VLA operator. X is {@link HostTensor} or tf.Tensor. */
export interface VlaInputs<X = HostTensor> {
  /** Queries [B,H,T,D]. */
  readonly q: X;
  /** Keys [B,H,T,D]. */
  readonly k: X;
  /** Values [B,H,T,Dv]. */
  readonly v: X;
  /** Penalty directions [B,H,T,R,D], or [B,H,T,D] for rank 1. */
  readonly u: X;
  /** Memory at the start [B,H,Dv,D]. Default: zeros. */
  readonly initialMemory?: X;
  /** Inverse penalty at the start [B,H,D,D]. Default: I/λ0. */
  readonly initialInverse?: X;
  /** What a step leaves of the memory before it writes, [B,H,T]: any finite number. Default: ones. */
  readonly memoryDecay?: X;
  /** What a step leaves of the penalty before it adds to it, λ0·I included, [B,H,T], above 0. Default: ones. */
  readonly penaltyDecay?: X;
}

export interface VlaOptions<Kept extends boolean = boolean> {
  /** Initial penalty λ0 > 0. */
  readonly lambda0: number;
  /** Scale the write direction to unit length ("normalized", default) or leave it ("plain"). */
  readonly write?: 'normalized' | 'plain';
  /** Write what the memory got wrong ("residual", default) or the whole value ("additive"). */
  readonly error?: 'residual' | 'additive';
  /** Where what is to be written is longer than this, it is cut to about this length; 0 (default) never. */
  readonly errorBound?: number;
  /** Read o = S q ("memory", default) or o = S A q ("penalized"). */
  readonly readout?: 'memory' | 'penalized';
  readonly stabilization?: Stabilization;
  /** Divide S by its Frobenius norm when that exceeds this; 0 (default) never. */
  readonly renormalizeAbove?: number;
  /** Index of the first step of this call within its sequence, for the periodic nudge. Default 0. */
  readonly firstStep?: number;
  /** Also return writeDirections and errors. Default false. */
  readonly keepIntermediates?: Kept;
}

export interface VlaResult<X = HostTensor> {
  /** o_t, [B,H,T,Dv]. */
  readonly output: X;
  /** S_T, [B,H,Dv,D]. */
  readonly finalMemory: X;
  /** A_T, [B,H,D,D]. */
  readonly finalInverse: X;
  /** α_t, [B,H,T,D]; only with keepIntermediates. */
  readonly writeDirections?: X;
  /** e_t, [B,H,T,Dv]; only with keepIntermediates. */
  readonly errors?: X;
  /** How many Sherman–Morrison updates were skipped, [B,H]. */
  readonly skippedUpdates: X;
  readonly ran: RunReport;
}

/** Of a call with `keepIntermediates: true`. */
export interface VlaKeptResult<X = HostTensor> extends VlaResult<X> {
  /** α_t, [B,H,T,D]. */
  readonly writeDirections: X;
  /** e_t, [B,H,T,Dv]. */
  readonly errors: X;
}

/** The result of a call that keeps intermediates, or does not; where that is not known, they may be missing. */
export type VlaResultOf<X, Kept extends boolean> = [Kept] extends [true] ? VlaKeptResult<X> : VlaResult<X>;

/** A VLA call, and the gradient of a loss with respect to its results: those left out are zero, one must be there. */
export interface VlaGradientInputs<X = HostTensor> extends VlaInputs<X> {
  /** With respect to o_t, [B,H,T,Dv]. */
  readonly outputGradient?: X;
  /** With respect to S_T, [B,H,Dv,D]. */
  readonly finalMemoryGradient?: X;
  /** With respect to A_T, [B,H,D,D]. */
  readonly finalInverseGradient?: X;
}

/** The gradient of the loss with respect to each tensor that the call was given, in its shape. */
export interface VlaGradients<X = HostTensor> {
  readonly q: X;
  readonly k: X;
  readonly v: X;
  readonly u: X;
  /** Only where the call had an initial memory. */
  readonly initialMemory?: X;
  /** Only where the call had an initial inverse. Symmetric, as that is: a change of A and Aᵀ at once. */
  readonly initialInverse?: X;
  /** Only where the call had it. */
  readonly memoryDecay?: X;
  /** Only where the call had it. */
  readonly penaltyDecay?: X;
  readonly ran: RunReport;
}
