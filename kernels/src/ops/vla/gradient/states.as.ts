import { addDiagonal, matrixOf, startInverse, transposePadded } from '../../wasm/simd/matrices.as';
import { addScaled, divide, scale } from '../../wasm/simd/vectors.as';
import { factorOf } from './simd/updates.as';

/* States of the forward pass once more, for the gradients that need whole ones. */

/**
 * Tokens forwards, with Sᵀ: what vlaGradientMemory needs where S is divided by its norm, or decays.
 *
 * @param matrix Sᵀ before token `first`, where that is not the first of its head; becomes that after the last one
 * @param states where Sᵀ is kept before the first token and after each, one after another
 */
export function vlaMemoryStates(
  first: i32,
  count: i32,
  T: i32,
  D: i32,
  Dv: i32,
  alphas: usize,
  errors: usize,
  norms: usize,
  memoryDecay: usize,
  initialMemory: usize,
  matrix: usize,
  states: usize,
): void {
  const rows = (D + 3) & ~3;
  const row = (<usize>rows) << 2;
  const rowV = (<usize>((Dv + 3) & ~3)) << 2;
  const size = <usize>rows * rowV;
  for (let token = first; token < first + count; token++) {
    if (token % T === 0) transposePadded(matrix, matrixOf(initialMemory, token / T, Dv * D), Dv, D);
    if (token === first) memory.copy(states, matrix, size);
    states += size;
    if (memoryDecay !== 0) scale(matrix, load<f32>(memoryDecay + ((<usize>token) << 2)), matrix, size);
    const alpha = alphas + <usize>token * row;
    const e = errors + <usize>token * rowV;
    for (let j = 0; j < rows; j++) addScaled(matrix + <usize>j * rowV, load<f32>(alpha + ((<usize>j) << 2)), e, rowV);
    const norm = load<f32>(norms + ((<usize>token) << 2));
    if (norm > 0) divide(matrix, matrix, norm, size);
    memory.copy(states, matrix, size);
  }
}

/**
 * Tokens forwards, with A: what vlaGradientInverse needs where the penalty decays. As {@link vlaMemoryStates}.
 *
 * @param directions,deltas updates of A, see vlaSteps
 */
export function vlaInverseStates(
  first: i32,
  count: i32,
  T: i32,
  R: i32,
  D: i32,
  diagonal: f32,
  nudgeAfter: i32,
  period: i32,
  epsilon: f32,
  deltaFloor: f32,
  penaltyDecay: usize,
  initialInverse: usize,
  directions: usize,
  deltas: usize,
  matrix: usize,
  states: usize,
): void {
  const rows = (D + 3) & ~3;
  const row = (<usize>rows) << 2;
  const size = <usize>rows * row;
  for (let token = first; token < first + count; token++) {
    const t = token % T;
    if (t === 0) startInverse(matrix, D, row, initialInverse, token / T, diagonal);
    if (token === first) memory.copy(states, matrix, size);
    states += size;
    if (penaltyDecay !== 0) divide(matrix, matrix, load<f32>(penaltyDecay + ((<usize>token) << 2)), size);
    for (let r = 0; r < R; r++) {
      const index = <usize>(token * R + r);
      const w = directions + index * row;
      const by = factorOf(load<f32>(deltas + (index << 2)));
      if (by === 0) addDiagonal(matrix, D, row, deltaFloor);
      else
        for (let j = 0; j < rows; j++)
          addScaled(matrix + <usize>j * row, by * load<f32>(w + ((<usize>j) << 2)), w, row);
    }
    if (nudgeAfter > 0 && t + 1 >= nudgeAfter && (t + 1 - nudgeAfter) % period === 0)
      addDiagonal(matrix, D, row, epsilon);
    memory.copy(states, matrix, size);
  }
}
