/** Of one sequence. */
export interface Sizes {
  readonly steps: number;
  readonly headSize: number;
  readonly lambda0: number;
}
