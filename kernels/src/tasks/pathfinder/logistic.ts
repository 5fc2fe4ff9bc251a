import { addOuter, identity, invertPositiveDefinite, multiplyVector } from '../../math/index.ts';

/** What keeps weights finite where a sample can be divided without error. */
const RIDGE = 1e-3;
const ROUNDS = 25;

/** Weights of a logistic regression, by Newton's method. Each row of features belongs to a label, 0 or 1. */
export function fitLogistic(features: readonly (readonly number[])[], labels: readonly (0 | 1)[]): Float64Array {
  const size = features[0]?.length ?? 0;
  const weights = new Float64Array(size);
  for (let round = 0; round < ROUNDS; round++) {
    const curvature = identity(size, RIDGE);
    const slope = weights.map((weight) => -RIDGE * weight);
    for (const [index, values] of features.entries()) {
      const probability = 1 / (1 + Math.exp(-values.reduce((sum, value, i) => sum + value * weights[i]!, 0)));
      addOuter(curvature, probability * (1 - probability), values, values);
      for (let i = 0; i < size; i++) slope[i]! += (labels[index]! - probability) * values[i]!;
    }
    const inverse = invertPositiveDefinite(curvature);
    if (!inverse) break;
    const step = multiplyVector(inverse, slope);
    for (let i = 0; i < size; i++) weights[i]! += step[i]!;
  }
  return weights;
}
