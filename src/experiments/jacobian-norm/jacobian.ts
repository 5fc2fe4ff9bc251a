import { addOuter, dot, identity, norm, spectralNorm, spectralRadius } from '@vla/kernels/math';

/**
 * Spectral norm of I − k α̂ᵀ for unit vectors k and α̂ with c = α̂ᵀk. The matrix differs from the identity in the plane
 * of k and α̂ only; there its two singular values have the product |1 − c| and the sum of squares 3 − 2c.
 */
export function closedFormNorm(c: number): number {
  return Math.sqrt((3 - 2 * c + Math.sqrt((3 - 2 * c) ** 2 - 4 * (1 - c) ** 2)) / 2);
}

/** c = α̂ᵀk with α̂ and k scaled to exactly unit length, which float32 directions are only nearly. */
export function alignment(direction: ArrayLike<number>, key: ArrayLike<number>): number {
  return dot(direction, key) / (norm(direction) * norm(key));
}

/** Norm and radius of I − k α̂ᵀ from a singular value and an eigenvalue decomposition. */
export function numericJacobian(direction: ArrayLike<number>, key: ArrayLike<number>) {
  const scale = -1 / (norm(direction) * norm(key));
  const jacobian = addOuter(identity(key.length), scale, key, direction);
  return { norm: spectralNorm(jacobian), radius: spectralRadius(jacobian) };
}
