/** A dense row-major float64 matrix. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

export type Vector = ArrayLike<number>;
