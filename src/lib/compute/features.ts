/** elu(x) + 1, entry by entry, in place: the feature map of Katharopoulos et al. (2020), positive everywhere. */
export function eluPlusOne<X extends Float32Array | Float64Array>(vector: X): X {
  for (let i = 0; i < vector.length; i++) vector[i] = vector[i] > 0 ? vector[i] + 1 : Math.exp(vector[i]);
  return vector;
}

/** Scales each run of `size` entries to the given Euclidean length, in place. A zero vector stays zero. */
export function scaleRows<X extends Float32Array | Float64Array>(rows: X, size: number, length = 1): X {
  for (let start = 0; start < rows.length; start += size) {
    let sum = 0;
    for (let i = start; i < start + size; i++) sum += rows[i] ** 2;
    const factor = length / Math.max(Math.sqrt(sum), 1e-12);
    for (let i = start; i < start + size; i++) rows[i] *= factor;
  }
  return rows;
}

/** X Wᵀ: a linear layer without bias, of inputs [n, W's columns] and weights [rows, columns]. */
export function project(inputs: Float32Array, weights: Float64Array, columns: number): Float32Array {
  const rows = weights.length / columns;
  const count = inputs.length / columns;
  const result = new Float32Array(count * rows);
  for (let n = 0; n < count; n++) {
    for (let r = 0; r < rows; r++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += weights[r * columns + c] * inputs[n * columns + c];
      result[n * rows + r] = sum;
    }
  }
  return result;
}
