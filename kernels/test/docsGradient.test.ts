import { expect, test } from 'vitest';
import {
  addOuter,
  dot,
  identity,
  invertPositiveDefinite,
  multiplyVector,
  norm,
  relativeError,
  transpose,
  zeros,
} from '../src/math/index.ts';
import type { Matrix } from '../src/math/index.ts';
import { vlaProblem } from '../src/ops/vla/problem.ts';
import { vlaReference } from '../src/ops/vla/reference.ts';
import { seededRandom } from '../src/random.ts';

/* The closed-form gradients of docs/mathematics.mdx against central differences, in float64. */

const [T, D, Dv, lambda0] = [7, 4, 3, 0.1];
type Rows = Float64Array[];
const names = ['q', 'k', 'v', 'u'] as const;
type Inputs = Record<(typeof names)[number], Rows>;

const random = seededRandom(11);
const rows = (size: number, count = T): Rows =>
  Array.from({ length: count }, () => random.fillNormal(new Float64Array(size)));
const inputs: Inputs = { q: rows(D), k: rows(D), v: rows(Dv), u: rows(D) };
/** The loss is Σ wᵀo, so that dO = w. */
const weights = rows(Dv);

const asTensor = (values: Rows) => ({
  shape: [1, 1, T, values[0].length],
  data: Float64Array.from(values.flatMap((row) => [...row])),
});

function loss({ q, k, v, u }: Inputs): number {
  const tensors = { q: asTensor(q), k: asTensor(k), v: asTensor(v), u: asTensor(u) };
  return dot(vlaReference(vlaProblem(tensors, { lambda0 })).output.data, asTensor(weights).data);
}

/** The page's formulas, in the page's order. */
function gradients({ q, k, v, u }: Inputs): Inputs {
  const A: Matrix[] = [];
  const S: Matrix[] = [zeros(Dv, D)];
  const M = identity(D, lambda0);
  const [tilde, alpha, e]: Rows[] = [[], [], []];
  for (let t = 0; t < T; t++) {
    addOuter(M, 1, u[t], u[t]);
    A.push(invertPositiveDefinite(M) ?? M);
    tilde.push(multiplyVector(A[t], k[t]));
    alpha.push(tilde[t].map((value) => value / norm(tilde[t])));
    e.push(multiplyVector(S[t], k[t]).map((recalled, i) => v[t][i] - recalled));
    S.push(addOuter({ ...S[t], data: S[t].data.slice() }, 1, e[t], alpha[t]));
  }
  const d: Inputs = { q: [], k: [], v: [], u: [] };
  const Z = zeros(Dv, D);
  const P = zeros(D, D);
  for (let t = T - 1; t >= 0; t--) {
    addOuter(Z, 1, weights[t], q[t]);
    const f = multiplyVector(Z, alpha[t]);
    const dAlpha = multiplyVector(transpose(Z), e[t]);
    addOuter(Z, -1, f, k[t]);
    const along = dot(alpha[t], dAlpha);
    const g = dAlpha.map((value, i) => (value - alpha[t][i] * along) / norm(tilde[t]));
    const beta = multiplyVector(A[t], g);
    addOuter(P, 1, beta, tilde[t]);
    const back = multiplyVector(transpose(S[t]), f);
    const [Pu, Ptu] = [multiplyVector(P, u[t]), multiplyVector(transpose(P), u[t])];
    d.v[t] = f;
    d.q[t] = multiplyVector(transpose(S[t + 1]), weights[t]);
    d.k[t] = beta.map((value, i) => value - back[i]);
    d.u[t] = Pu.map((value, i) => -value - Ptu[i]);
  }
  return d;
}

test.each(names)('d%s agrees with central differences', (name) => {
  const step = 1e-5;
  const numeric = inputs[name].map((row, t) =>
    row.map((_, i) => {
      const moved = (by: number): Inputs => {
        const changed = inputs[name].map((values) => values.slice());
        changed[t][i] += by;
        return { ...inputs, [name]: changed };
      };
      return (loss(moved(step)) - loss(moved(-step))) / (2 * step);
    }),
  );
  expect(relativeError(asTensor(gradients(inputs)[name]).data, asTensor(numeric).data)).toBeLessThan(1e-6);
});
