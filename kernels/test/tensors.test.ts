import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { deltaNet, linearAttention, softmaxAttention, vla } from '../src/index.ts';
import type { HostTensor } from '../src/index.ts';
import { relativeError } from '../src/math/index.ts';
import { seededRandom } from '../src/random.ts';
import {
  deltaNetProblem,
  deltaNetReference,
  linearAttentionProblem,
  linearAttentionReference,
  softmaxAttentionProblem,
  softmaxAttentionReference,
  vlaProblem,
  vlaReference,
} from '../src/reference.ts';
import { normals, positiveDefinite, vlaInputs } from './support/random.ts';

beforeAll(() => tf.setBackend('cpu'));

const random = seededRandom(1);
const { q, k, v, u } = vlaInputs(random, { B: 1, H: 2, T: 6, R: 2, D: 4, Dv: 3 });
const initialMemory = normals(random, 1, 2, 3, 4);
const initialInverse = positiveDefinite(random, 1, 2, 4);
const positive = (tensor: HostTensor): HostTensor => ({ shape: tensor.shape, data: tensor.data.map(Math.exp) });
const onTf = (tensor: HostTensor): tf.Tensor => tf.tensor(Float32Array.from(tensor.data), [...tensor.shape]);
const allOnTf = <Inputs extends Record<string, HostTensor>>(inputs: Inputs) => {
  return Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, onTf(tensor)])) as {
    [Name in keyof Inputs]: tf.Tensor;
  };
};

const states = { q, k, v, u, initialMemory, initialInverse };
const features = { q: positive(q), k: positive(k), v };

describe('tf.Tensors in, tf.Tensors out, at once', () => {
  const calls: [string, () => object, object][] = [
    [
      'vla',
      () => vla(allOnTf(states), { lambda0: 1, keepIntermediates: true }),
      vlaReference(vlaProblem(states, { lambda0: 1, keepIntermediates: true })),
    ],
    ['deltaNet', () => deltaNet(allOnTf({ q, k, v })), deltaNetReference(deltaNetProblem({ q, k, v }))],
    [
      'linearAttention',
      () => linearAttention(allOnTf(features)),
      linearAttentionReference(linearAttentionProblem(features)),
    ],
    [
      'softmaxAttention',
      () => softmaxAttention(allOnTf({ q, k, v })),
      softmaxAttentionReference(softmaxAttentionProblem({ q, k, v })),
    ],
  ];

  test.each(calls)('%s', (_, call, expected) => {
    const { ran, ...results } = call() as Record<string, tf.Tensor> & { ran: { backend: string } };
    expect(ran.backend).toBe('cpu');
    expect(Object.keys(results).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, { shape, data }] of Object.entries(expected) as [string, HostTensor][]) {
      const result = results[name] as tf.Tensor;
      expect(result.shape).toEqual(shape);
      expect(relativeError(result.dataSync(), data), name).toBeLessThanOrEqual(2e-5);
    }
  });
});

describe('unusable tensors are refused by name', () => {
  const tensors = allOnTf({ q, k, v, u });

  test.each<[string, () => unknown, string]>([
    [
      'integers',
      () => vla({ ...tensors, v: tf.cast(tensors.v, 'int32') }, { lambda0: 1 }),
      'v: is a tf.Tensor of int32',
    ],
    [
      'host tensors among them',
      () => vla({ ...tensors, k: k as never }, { lambda0: 1 }),
      'k: was an object, but q is a tf.Tensor',
    ],
    [
      'shapes',
      () => vla({ ...tensors, k: tensors.v }, { lambda0: 1 }),
      'k: has shape [1, 2, 6, 3]; expected [B,H,T,D]',
    ],
    ['rank', () => deltaNet({ q: tf.zeros([2, 6, 4]), k: tensors.k, v: tensors.v }), 'q: has rank 3'],
    ['options', () => vla(tensors, { lambda0: 0 }), 'lambda0: was 0'],
    ['unknown tensors', () => softmaxAttention(tensors as never), 'inputs.u'],
    ['missing tensors', () => linearAttention({ q: tensors.q, k: tensors.k } as never), 'v: was undefined'],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});
