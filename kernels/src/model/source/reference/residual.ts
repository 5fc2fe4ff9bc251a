import { vlaProblem } from '../../../ops/vla/problem.ts';
import { vlaReference } from '../../../ops/vla/reference.ts';
import type { VlaOptions } from '../../../ops/vla/types.ts';
import { mapped } from './elementwise.ts';
import { mergeHeads, splitHeads } from './heads.ts';
import { layerNorm } from './layerNorm.ts';
import { linear } from './linear.ts';
import { projections } from './projections.ts';
import { stabilization } from './stabilization.ts';
import type { Attention, Numbers } from './types.ts';

/** What what is written is cut to. */
const ERROR_BOUND = 10;

/** VLALayer and VLASequential: one head of raw queries, keys and values, u = builder(k)/√d, and plain residual writes that are cut. */
export function residual(builder: string, readout: NonNullable<VlaOptions['readout']>): Attention {
  return (x, weights, { lambda0 = 1, ...options }) => {
    const { query, key, value } = projections(x, weights, 'W_');
    const [B, T, D] = key.shape as [number, number, number];
    const { data } = mapped(linear(key, weights, `${builder}.u_proj`), (entry) => entry / Math.sqrt(D));
    const u = { shape: [B, 1, T, data.length / key.data.length, D], data };
    const { output } = vlaReference(
      vlaProblem(
        { q: splitHeads(query), k: splitHeads(key), v: splitHeads(value), u },
        {
          ...{ lambda0, readout, write: 'plain', error: 'residual', errorBound: ERROR_BOUND },
          stabilization: stabilization(options, { period: 50, epsilon: 1e-5, deltaFloor: 1e-6 }),
        },
      ),
    );
    return linear(layerNorm(mergeHeads(output as Numbers), weights, 'out_norm'), weights, 'W_o');
  };
}
