import { describe, expect, test } from 'vitest';
import {
  addOuter,
  addScaled,
  dot,
  identity,
  matrixAt,
  multiply,
  multiplyVector,
  relativeError,
} from '../../src/math/index.ts';
import type { Matrix } from '../../src/math/index.ts';
import { rowOf } from '../../src/ops/host/heads.ts';
import { seededRandom } from '../../src/random.ts';
import { gatedDeltaProblem, gatedDeltaReference } from '../../src/reference.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { normals } from '../support/random.ts';

/* Layers of the table in the operator's README, each held against what defines it, and not against another recurrence. */

const [T, D, Dv] = [9, 6, 5];
const random = seededRandom(61);
const q = normals(random, 1, 1, T, D);
const k = normals(random, 1, 1, T, D);
const v = normals(random, 1, 1, T, Dv);
const b = Array.from({ length: T }, () => random.uniform(0.2, 2));
const d = 0.3;

const squares = Array.from({ length: T }, (_, t) => dot(rowOf(k, t), rowOf(k, t)));
const perToken = (of: (t: number) => number): HostTensor => ({
  shape: [1, 1, T],
  data: Float64Array.from({ length: T }, (_, t) => of(t)),
});
const run = (inputs: object) => gatedDeltaReference(gatedDeltaProblem({ q, k, v, ...inputs }));

/** The memory before each step, and that after the last one. */
function memories(inputs: Readonly<Record<string, HostTensor>>): Matrix[] {
  const first = (tensor: HostTensor, steps: number): HostTensor => {
    const perStep = tensor.data.length / T;
    return { shape: [1, 1, steps, ...tensor.shape.slice(3)], data: tensor.data.slice(0, steps * perStep) };
  };
  const all = { q, k, v, ...inputs };
  const after = Array.from({ length: T }, (_, t) => {
    const cut = Object.fromEntries(Object.entries(all).map(([name, tensor]) => [name, first(tensor, t + 1)]));
    return matrixAt(gatedDeltaReference(gatedDeltaProblem(cut as never)).finalMemory, 0);
  });
  return [{ rows: Dv, columns: D, data: new Float64Array(Dv * D) }, ...after];
}

test('Kaczmarz: each step answers its own key exactly, by the smallest change of S that does', () => {
  const S = memories({ beta: perToken((t) => 1 / squares[t]!) });
  for (let t = 0; t < T; t++) {
    expect(relativeError(multiplyVector(S[t + 1]!, rowOf(k, t)), rowOf(v, t))).toBeLessThan(1e-12);
    // A change along the key alone has no smaller one beside it.
    const change = addScaled(S[t + 1]!, -1, S[t]!);
    const alongKey = multiplyVector(change, rowOf(k, t)).map((value) => value / squares[t]!);
    const outer = addOuter({ rows: Dv, columns: D, data: new Float64Array(Dv * D) }, 1, alongKey, rowOf(k, t));
    expect(relativeError(change.data, outer.data)).toBeLessThan(1e-12);
  }
});

test('Longhorn: each step is where ‖S − S₀‖² + b‖S k − v‖² has no slope', () => {
  const S = memories({ beta: perToken((t) => b[t]! / (1 + b[t]! * squares[t]!)) });
  for (let t = 0; t < T; t++) {
    const error = multiplyVector(S[t + 1]!, rowOf(k, t)).map((answer, i) => answer - rowOf(v, t)[i]!);
    const slope = addOuter(addScaled(S[t + 1]!, -1, S[t]!), b[t]!, error, rowOf(k, t));
    expect(Math.max(...slope.data.map(Math.abs))).toBeLessThan(1e-12);
  }
});

test('Comba: S ← γ S (I − β b k kᵀ) + β v kᵀ, read by q − d k', () => {
  const [beta, gamma] = [perToken(() => 0.7), perToken((t) => 0.9 - 0.05 * t)];
  const p = { shape: k.shape, data: Float64Array.from(k.data, (x, i) => b[Math.floor(i / D)]! * x) };
  const read = { shape: q.shape, data: Float64Array.from(q.data, (x, i) => x - d * k.data[i]!) };
  const { output } = run({ q: read, p, beta, gamma });
  let S: Matrix = { rows: Dv, columns: D, data: new Float64Array(Dv * D) };
  for (let t = 0; t < T; t++) {
    const turn = addOuter(identity(D), -beta.data[t]! * b[t]!, rowOf(k, t), rowOf(k, t));
    const kept = multiply(S, turn);
    S = addOuter(addScaled(kept, gamma.data[t]! - 1, kept), beta.data[t]!, rowOf(v, t), rowOf(k, t));
    expect(relativeError(rowOf(output, t), multiplyVector(S, rowOf(read, t)))).toBeLessThan(1e-12);
  }
});

describe('Mamba-2: o_t is a sum over all steps so far, each times what the decays left of it', () => {
  test.each([0, 0.4, 3])('decay rate %d', (a) => {
    const gamma = perToken((t) => Math.exp(-b[t]! * a));
    const { output } = gatedDeltaReference(
      gatedDeltaProblem({ q, k, v, beta: perToken((t) => b[t]!), gamma }, { error: 'additive' }),
    );
    for (let t = 0; t < T; t++) {
      const sum = new Float64Array(Dv);
      for (let s = 0; s <= t; s++) {
        const left = [...gamma.data].slice(s + 1, t + 1).reduce((product, decay) => product * decay, 1);
        const weight = left * b[s]! * dot(rowOf(k, s), rowOf(q, t));
        rowOf(v, s).forEach((value, i) => (sum[i]! += weight * value));
      }
      expect(relativeError(rowOf(output, t), sum)).toBeLessThan(1e-12);
    }
  });
});
