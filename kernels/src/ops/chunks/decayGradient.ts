import type { Matrix } from '../../math/matrix.ts';
import { multiply, transpose } from '../../math/matrix.ts';
import { dot } from '../../math/vector.ts';
import type { ChunkDecays } from './decays.ts';
import type { BackwardChunk } from './memoryChunk.ts';

/**
 * With respect to the decays of a chunk: dγ_t = ⟨R_t, S_{t−1}⟩, R_t being the gradient with respect to γ_t S_{t−1}. Both are
 * sums, S_{t−1} over the writes s < t and the S before the chunk, R_t over the reads r ≥ t and the R after the chunk:
 *
 *     dγ_t = Σ_{r ≥ t} Σ_{s < t} (γ_{t+1} … γ_r) (γ_{s+1} … γ_{t−1}) Z_rs
 *     Z_rs = (do_rᵀ e_s) (q_rᵀ α_s) − (f_rᵀ e_s) (k_rᵀ α_s)
 *
 * with the S before as column 0 of Z and the R after as its last row. γ_t itself is in none of the factors, so that nothing
 * has to be divided by it.
 */
export function decayGradient(chunk: BackwardChunk, f: Matrix | null, { gamma }: ChunkDecays): Float64Array {
  const C = gamma.length;
  const Z = pairsOf(chunk, f);
  const result = new Float64Array(C);
  // Row r, step by step: `sum` is Σ_{s<t} (γ_{s+1} … γ_{t−1}) Z_rs. The last row is read after the chunk's last step.
  for (let r = 0; r <= C; r++) {
    const steps = Math.min(r, C - 1) + 1;
    const left = new Float64Array(steps).fill(1);
    for (let t = steps - 2; t >= 0; t--) left[t] = gamma[t + 1] * left[t + 1];
    let sum = 0;
    for (let t = 0; t < steps; t++) {
      sum = (t > 0 ? gamma[t - 1] * sum : 0) + Z.data[r * (C + 1) + t];
      result[t] += left[t] * sum;
    }
  }
  return result;
}

/** Z, [C + 1, C + 1]: column 0 is the S before the chunk, column s + 1 the write of step s; row C the R after it. */
function pairsOf({ S, R, q, k, alpha, errors, outputGradient }: BackwardChunk, f: Matrix | null): Matrix {
  const C = q.rows;
  const size = C + 1;
  const reads = [{ weight: outputGradient, key: q, sign: 1 }, ...(f ? [{ weight: f, key: k, sign: -1 }] : [])];
  const data = new Float64Array(size * size);
  for (const { weight, key, sign } of reads) {
    const answers = multiply(key, transpose(S));
    const [values, keys] = [multiply(weight, transpose(errors)), multiply(key, transpose(alpha))];
    for (let r = 0; r < C; r++) {
      data[r * size] += sign * dot(row(weight, r), row(answers, r));
      for (let s = 0; s < C; s++) data[r * size + s + 1] += sign * values.data[r * C + s] * keys.data[r * C + s];
    }
  }
  const writes = multiply(alpha, transpose(R));
  data[C * size] = dot(R.data, S.data);
  for (let s = 0; s < C; s++) data[C * size + s + 1] = dot(row(errors, s), row(writes, s));
  return { rows: size, columns: size, data };
}

function row({ data, columns }: Matrix, index: number): Float64Array {
  return data.subarray(index * columns, (index + 1) * columns);
}
