import { describe, expect, test } from 'vitest';
import type { Matrix } from '../src/math/index.ts';
import { addOuter, copy, dot, multiplyVector, relativeError, transpose, zeros } from '../src/math/index.ts';
import { seededRandom } from '../src/random.ts';
import {
  deltaNetProblem,
  deltaNetReference,
  linearAttentionProblem,
  linearAttentionReference,
  softmaxAttentionProblem,
  softmaxAttentionReference,
} from '../src/reference.ts';

/* The gradient formulas in the baselines' READMEs against central differences, in float64. */

const [T, D, Dv, epsilon] = [6, 4, 3, 0.2];
const random = seededRandom(21);
const rows = (size: number): Float64Array[] =>
  Array.from({ length: T }, () => random.fillNormal(new Float64Array(size)));
const positive = (size: number): Float64Array[] => rows(size).map((row) => row.map(Math.exp));

type Inputs = Record<string, Float64Array[]>;
/** The loss is Σ wᵀo, so that do_t = w_t. */
const w = rows(Dv);

const tensor = (values: Float64Array[], ...rest: number[]) => ({
  shape: [1, 1, T, ...rest],
  data: Float64Array.from(values.flatMap((row) => [...row])),
});
const qkv = ({ q, k, v }: Inputs) => ({ q: tensor(q, D), k: tensor(k, D), v: tensor(v, Dv) });
const weigh = (output: ArrayLike<number>): number => dot(output, tensor(w, Dv).data);

function differences(loss: (inputs: Inputs) => number, inputs: Inputs): Inputs {
  const step = 1e-5;
  const at = (name: string, t: number, i: number, shift: number): number => {
    const moved = inputs[name].map((row) => row.slice());
    moved[t][i] += shift;
    return loss({ ...inputs, [name]: moved });
  };
  return Object.fromEntries(
    Object.entries(inputs).map(([name, values]) => [
      name,
      values.map((row, t) => row.map((_, i) => (at(name, t, i, step) - at(name, t, i, -step)) / (2 * step))),
    ]),
  );
}

function expectGradients(loss: (inputs: Inputs) => number, inputs: Inputs, gradients: Inputs): void {
  const numeric = differences(loss, inputs);
  for (const name of Object.keys(inputs)) {
    const flat = (values: Float64Array[]) => values.flatMap((row) => [...row]);
    expect(relativeError(flat(gradients[name]), flat(numeric[name])), name).toBeLessThan(1e-7);
  }
}

const scaled = (x: ArrayLike<number>, factor: number): Float64Array => Float64Array.from(x, (value) => value * factor);
const sum = (x: ArrayLike<number>, y: ArrayLike<number>): Float64Array =>
  Float64Array.from(x, (value, i) => value + y[i]);
const transposed = (a: Matrix, x: Float64Array): Float64Array => multiplyVector(transpose(a), x);

describe('gradients in the READMEs', () => {
  test('deltanet', () => {
    const inputs = { q: rows(D), k: rows(D).map((row) => scaled(row, 0.4)), v: rows(Dv), beta: rows(1) };
    const { q, k, v, beta } = inputs;
    const S = [zeros(Dv, D)];
    const e: Float64Array[] = [];
    for (let t = 0; t < T; t++) {
      e.push(sum(v[t], scaled(multiplyVector(S[t], k[t]), -1)));
      S.push(addOuter(copy(S[t]), beta[t][0], e[t], k[t]));
    }
    const d: Inputs = { q: [], k: [], v: [], beta: [] };
    const R = zeros(Dv, D);
    for (let t = T - 1; t >= 0; t--) {
      addOuter(R, 1, w[t], q[t]);
      const f = multiplyVector(R, k[t]);
      d.q[t] = transposed(S[t + 1], w[t]);
      d.v[t] = scaled(f, beta[t][0]);
      d.beta[t] = Float64Array.of(dot(f, e[t]));
      d.k[t] = scaled(sum(transposed(R, e[t]), scaled(transposed(S[t], f), -1)), beta[t][0]);
      addOuter(R, -beta[t][0], f, k[t]);
    }
    const loss = (all: Inputs): number => {
      return weigh(deltaNetReference(deltaNetProblem({ ...qkv(all), beta: tensor(all.beta) })).output.data);
    };
    expectGradients(loss, inputs, d);
  });

  test('linear attention', () => {
    const inputs = { q: positive(D), k: positive(D), v: rows(Dv) };
    const { q, k, v } = inputs;
    const S = zeros(Dv, D);
    let z: Float64Array = new Float64Array(D);
    const d: Inputs = { q: [], k: [], v: [] };
    const [c, slope]: [Float64Array[], number[]] = [[], []];
    for (let t = 0; t < T; t++) {
      addOuter(S, 1, v[t], k[t]);
      z = sum(z, k[t]);
      const n = dot(z, q[t]) + epsilon;
      c[t] = scaled(w[t], 1 / n);
      slope[t] = -dot(scaled(multiplyVector(S, q[t]), 1 / n), w[t]) / n;
      d.q[t] = sum(transposed(S, c[t]), scaled(z, slope[t]));
    }
    const R = zeros(Dv, D);
    let r: Float64Array = new Float64Array(D);
    for (let t = T - 1; t >= 0; t--) {
      addOuter(R, 1, c[t], q[t]);
      r = sum(r, scaled(q[t], slope[t]));
      d.v[t] = multiplyVector(R, k[t]);
      d.k[t] = sum(transposed(R, v[t]), r);
    }
    const loss = (all: Inputs): number => {
      return weigh(linearAttentionReference(linearAttentionProblem(qkv(all), { epsilon })).output.data);
    };
    expectGradients(loss, inputs, d);
  });

  test('softmax attention', () => {
    const inputs = { q: rows(D), k: rows(D), v: rows(Dv) };
    const { q, k, v } = inputs;
    const c = 1 / Math.sqrt(D);
    const empty = (size: number): Float64Array[] => Array.from({ length: T }, () => new Float64Array(size));
    const d: Inputs = { q: empty(D), k: empty(D), v: empty(Dv) };
    for (let t = 0; t < T; t++) {
      const weights = k.slice(0, t + 1).map((key) => Math.exp(c * dot(q[t], key)));
      const total = weights.reduce((a, b) => a + b);
      const p = weights.map((weight) => weight / total);
      const o = p.reduce((acc, weight, s) => sum(acc, scaled(v[s], weight)), new Float64Array(Dv) as Float64Array);
      p.forEach((weight, s) => {
        const g = weight * (dot(w[t], v[s]) - dot(o, w[t]));
        d.v[s] = sum(d.v[s], scaled(w[t], weight));
        d.q[t] = sum(d.q[t], scaled(k[s], c * g));
        d.k[s] = sum(d.k[s], scaled(q[t], c * g));
      });
    }
    expectGradients(
      (all) => weigh(softmaxAttentionReference(softmaxAttentionProblem(qkv(all))).output.data),
      inputs,
      d,
    );
  });
});
