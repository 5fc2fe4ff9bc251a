/**
 * Floating-point operations, a multiplication and an addition being two; D and Dv are equal here, d. Rates of an operator
 * are of useful operations: those that its recurrence needs, whatever a form spends on top. The counts of the chunked
 * forms are for comparing the forms.
 */

/** Steps of a chunk that the chunked forms are counted with by default. */
export const COUNTED_CHUNK = 32;

export interface Extent {
  readonly B: number;
  readonly H: number;
  readonly T: number;
  readonly D: number;
}

const tokens = ({ B, H, T }: Extent): number => B * H * T;

/** VLA step by step: A u, its outer product, A k, S k, the update of S, S q, two operations each. */
export function vlaRecurrentFlops(extent: Extent): number {
  return tokens(extent) * 12 * extent.D ** 2;
}

/** VLA in chunks of C, triangles counted as such: 11d² + 8Cd + C²/3 a token. */
export function vlaChunkFlops(extent: Extent, C = COUNTED_CHUNK): number {
  return tokens(extent) * (11 * extent.D ** 2 + 8 * C * extent.D + C ** 2 / 3);
}

/** DeltaNet step by step: S k, the update, S q. */
export function deltaNetRecurrentFlops(extent: Extent): number {
  return tokens(extent) * 6 * extent.D ** 2;
}

/** DeltaNet in chunks of C: 6d² + 7Cd a token. */
export function deltaNetChunkFlops(extent: Extent, C = COUNTED_CHUNK): number {
  return tokens(extent) * (6 * extent.D ** 2 + 7 * C * extent.D);
}

/** Linear attention: the update of S, and S q. */
export function linearAttentionFlops(extent: Extent): number {
  return tokens(extent) * 4 * extent.D ** 2;
}

/** Causal softmax attention: qᵀk and the weighted sum over T/2 positions on average. */
export function softmaxFlops(extent: Extent): number {
  return tokens(extent) * 2 * extent.T * extent.D;
}

/** A product of two n×n matrices. */
export function matmulFlops(n: number): number {
  return 2 * n ** 3;
}
