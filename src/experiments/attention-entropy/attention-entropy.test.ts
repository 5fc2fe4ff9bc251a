import { deltaNet, linearAttention, openSession, softmaxAttention, vla } from '@vla/kernels';
import type { HostTensor } from '@vla/kernels';
import { seededRandom } from '@vla/kernels/random';
import { beforeAll, describe, expect, test } from 'vitest';
import { stack } from '../../lib/compute/tensors.ts';
import { cancelled, runOnCpu } from '../testing/run.ts';
import type { Data } from './compute.ts';
import { compute } from './compute.ts';
import type { Operator } from './definition.ts';
import { operators } from './definition.ts';
import { draw } from './inputs.ts';
import { view } from './view.ts';
import type { Layers } from './weights.ts';
import { effectiveWeights, spreadOf } from './weights.ts';

const config = { seeds: 2, length: 64, headSize: 4, lambda0: 0.1 };

describe('the spread of weights', () => {
  test('is ln n for n equal weights, whatever their sign and size', () => {
    expect(spreadOf([2, -2, 2, -2, 0]).entropy).toBeCloseTo(Math.log(4), 12);
    expect(spreadOf([2, -2, 2, -2, 0]).negative).toBeCloseTo(0.5, 12);
  });

  test('is 0 for one weight, and refused for none', () => {
    expect(spreadOf([0, 0, 3])).toEqual({ entropy: 0, negative: 0 });
    expect(() => spreadOf([0, 0])).toThrow(RangeError);
  });
});

describe('effective weights', () => {
  const length = 6;
  const drawn = draw(seededRandom(3), config, 0.1);
  const names = Object.keys(drawn) as (keyof typeof drawn)[];
  const layers = Object.fromEntries(
    names.map((name) => [name, stack([[drawn[name]]], name === 'strengths' ? 1 : 4)]),
  ) as Layers;

  /** With the unit vectors as values, the last output is the row of weights. */
  const forward: Readonly<Record<Operator, (v: HostTensor, first: (name: keyof Layers) => HostTensor) => unknown>> = {
    softmax: (v, first) => softmaxAttention({ q: first('rawQueries'), k: first('rawKeys'), v }, { session }),
    linear: (v, first) => linearAttention({ q: first('queries'), k: first('features'), v }, { session }),
    deltanet: (v, first) => {
      const beta = { shape: [1, 1, length], data: first('strengths').data };
      return deltaNet({ q: first('rawQueries'), k: first('rawUnitKeys'), v, beta }, { session });
    },
    vla: (v, first) =>
      vla({ q: first('queries'), k: first('keys'), v, u: first('directions') }, { lambda0: 0.1, session }),
  };
  let session: Awaited<ReturnType<typeof openSession>>;
  beforeAll(async () => {
    session = await openSession({ backend: 'reference' });
  });

  test.each(operators)('of %s are what its output is made of', async (operator) => {
    const first = (name: keyof Layers): HostTensor => {
      const size = layers[name].shape[3];
      return { shape: [1, 1, length, size], data: layers[name].data.slice(0, length * size) };
    };
    const v = { shape: [1, 1, length, length], data: new Float32Array(length * length) };
    for (let i = 0; i < length; i++) v.data[i * length + i] = 1;
    const { output } = (await forward[operator](v, first)) as { output: HostTensor };
    const { signal } = new AbortController();
    const weights = await effectiveWeights(operator, layers, { length, lambda0: 0.1 }, { session, signal });
    expect(weights.shape).toEqual([1, 1, length, 1]);
    weights.data.forEach((weight, s) => expect(weight).toBeCloseTo(output.data[(length - 1) * length + s], 6));
  });
});

describe('along the lengths', () => {
  let data: Data;
  beforeAll(async () => {
    data = await runOnCpu(compute, { config });
  });

  test('nothing spreads over more tokens than there are', () => {
    expect(data.lengths).toEqual([16, 32, 64]);
    for (const byOperator of Object.values(data.curves)) {
      for (const { tokens, share } of Object.values(byOperator)) {
        data.lengths.forEach((length, i) => {
          expect(tokens[i].mean).toBeLessThanOrEqual(length + 1e-6);
          expect(tokens[i].mean).toBeGreaterThanOrEqual(1);
          expect(share[i].mean).toBeLessThanOrEqual(1 + 1e-6);
        });
      }
    }
  });

  test('probabilities are not negative, and larger weights make softmax choose', () => {
    const { small, unit } = data.curves;
    for (const { softmax, linear } of [small, unit]) {
      for (const { mean } of [...softmax.negative, ...linear.negative]) expect(mean).toBe(0);
    }
    expect(unit.softmax.tokens[2].mean).toBeLessThan(small.softmax.tokens[2].mean);
  });

  test('are quoted for every operator and both sizes of the weights', () => {
    const names = view.quantities(data).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['vlaSmallTokens', 'softmaxUnitShare', 'deltaNetSmallNegative']));
  });
});

test('a cancelled run rejects with the reason', async () => {
  expect(await cancelled(compute, { config, after: 0.3 })).toMatchObject({ message: 'cancelled by the test' });
});
