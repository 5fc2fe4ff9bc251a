/** The recurrences once more, for tests: plain arrays, a fresh inverse at every step, nothing shared with the kernels. */

export type Rows = number[][];

export interface NaiveStep {
  readonly penalty: Rows;
  readonly inverse: Rows;
  readonly alpha: number[];
  readonly e: number[];
  readonly memory: Rows;
}

export interface NaiveVla {
  readonly k: Rows;
  readonly v: Rows;
  /** One direction a step. */
  readonly u: Rows;
  readonly lambda0: number;
  readonly write?: 'normalized' | 'plain';
  readonly error?: 'residual' | 'additive';
}

/** VLA without a nudge, step by step. */
export function naiveVla({ k, v, u, lambda0, write, error }: NaiveVla): NaiveStep[] {
  const size = k[0].length;
  let penalty = square(size, (i, j) => (i === j ? lambda0 : 0));
  let memory: Rows = v[0].map(() => k[0].map(() => 0));
  return k.map((key, t) => {
    penalty = plusOuter(penalty, u[t], u[t]);
    const inverse = inverted(penalty);
    const direction = times(inverse, key);
    const length = write === 'plain' ? 1 : Math.hypot(...direction);
    const alpha = direction.map((value) => value / length);
    const answer = times(memory, key);
    const e = v[t].map((value, i) => (error === 'additive' ? value : value - answer[i]));
    memory = plusOuter(memory, e, alpha);
    return { penalty, inverse, alpha, e, memory };
  });
}

/** The delta rule with β = 1; with `error` false, linear attention. Memory after every step. */
export function naiveDelta({ k, v, error = true }: { k: Rows; v: Rows; error?: boolean }): Rows[] {
  let memory: Rows = v[0].map(() => k[0].map(() => 0));
  return k.map((key, t) => {
    const answer = error ? times(memory, key) : v[t].map(() => 0);
    memory = plusOuter(
      memory,
      v[t].map((value, i) => value - answer[i]),
      key,
    );
    return memory;
  });
}

export function inverted(matrix: Rows): Rows {
  const size = matrix.length;
  const work = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let i = 0; i < size; i++) {
    const pivot = work
      .slice(i)
      .reduce((best, row, n) => (Math.abs(row[i]) > Math.abs(work[best][i]) ? n + i : best), i);
    [work[i], work[pivot]] = [work[pivot], work[i]];
    const scaled = work[i].map((value) => value / work[i][i]);
    work[i] = scaled;
    for (let r = 0; r < size; r++) {
      if (r !== i) work[r] = work[r].map((value, c) => value - work[r][i] * scaled[c]);
    }
  }
  return work.map((row) => row.slice(size));
}

/** Largest singular value by power iteration on XᵀX: exact to many digits where it is clear of the next one. */
export function largestSingularValue(matrix: Rows): number {
  const transposed = matrix[0].map((_, j) => matrix.map((row) => row[j]));
  let x = matrix[0].map((_, i) => 1 + i / 10);
  let squared = 0;
  for (let change = Infinity, n = 0; change > 1e-13 * squared && n < 2000; n++) {
    const next = times(transposed, times(matrix, x));
    change = Math.abs(Math.hypot(...next) - squared);
    squared = Math.hypot(...next);
    x = next.map((entry) => entry / squared);
  }
  return Math.sqrt(squared);
}

export function frobenius(matrix: Rows): number {
  return Math.hypot(...matrix.flat());
}

export function times(matrix: Rows, x: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, value, i) => sum + value * x[i], 0));
}

export function square(size: number, entry: (i: number, j: number) => number): Rows {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => entry(i, j)));
}

function plusOuter(matrix: Rows, x: readonly number[], y: readonly number[]): Rows {
  return matrix.map((row, i) => row.map((value, j) => value + x[i] * y[j]));
}
