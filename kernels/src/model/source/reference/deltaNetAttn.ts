import { multiplyVector, zeros } from '../../../math/matrix.ts';
import { emptyTensor, rowOf } from '../../../ops/host/heads.ts';
import { mapped, positive, sigmoid } from './elementwise.ts';
import { mergeHeads, splitHeads } from './heads.ts';
import { linear } from './linear.ts';
import { projections } from './projections.ts';
import type { Projections } from './projections.ts';
import type { Attention, Numbers } from './types.ts';
import { unitLength } from './unitLength.ts';

/** Several heads, each memory with a gate g = σ(W_g x + b) for every row: raw keys of length 1, and queries elu + 1. */
export const deltaNetAttn: Attention = (x, weights, { heads = 1 }) => {
  const { query, key, value } = projections(x, weights, 'W');
  const gates = mapped(linear(x, weights, 'Wg'), sigmoid);
  const output = rowGatedDelta(
    {
      query: splitHeads(mapped(query, positive), heads),
      key: unitLength(splitHeads(key, heads)),
      value: splitHeads(value, heads),
    },
    splitHeads(gates, heads),
  );
  return linear(mergeHeads(output), weights, 'Wo');
};

/** S ← diag(g) S + (v − S k) kᵀ, o = S q. */
function rowGatedDelta({ query, key, value }: Projections, gates: Numbers): Numbers {
  const [B, H, T, D] = key.shape as [number, number, number, number];
  const output = emptyTensor(B, H, T, D);
  for (let head = 0; head < B * H; head++) {
    const S = zeros(D, D);
    for (let token = head * T; token < (head + 1) * T; token++) {
      const [k, v, g] = [key, value, gates].map((of) => rowOf(of, token)) as [Float64Array, Float64Array, Float64Array];
      const recalled = multiplyVector(S, k);
      S.data.forEach((entry, i) => {
        const row = Math.floor(i / D);
        S.data[i] = g[row]! * entry + (v[row]! - recalled[row]!) * k[i % D]!;
      });
      rowOf(output, token).set(multiplyVector(S, rowOf(query, token)));
    }
  }
  return output;
}
