import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { DeltaNetLayer, GatedDeltaLayer, LinearAttentionLayer, SoftmaxAttentionLayer } from '../../src/layers/index.ts';
import type { DeltaNetLayerArgs, FeatureMap, LinearAttentionLayerArgs } from '../../src/layers/index.ts';
import { multiply, relativeError } from '../../src/math/index.ts';
import { seededRandom } from '../../src/random.ts';
import {
  deltaNetProblem,
  deltaNetReference,
  gatedDeltaProblem,
  gatedDeltaReference,
  linearAttentionProblem,
  linearAttentionReference,
  softmaxAttentionProblem,
  softmaxAttentionReference,
} from '../../src/reference.ts';

import type { HostTensor } from '../../src/tensor.ts';
import { asMatrix, featureMap, host, mapRows, merge, project, unit, weightsOf } from './float64.ts';

beforeAll(() => tf.setBackend('cpu'));

const [B, T, modelDim, heads, headDim] = [2, 7, 12, 3, 5];
type Weights = ReturnType<typeof weightsOf>;

/** With what the write strengths stay below, and the readout normalized where it is. */
function deltaNetLayer(own: Pick<DeltaNetLayerArgs, 'strengthLimit' | 'normalizeReadout'>) {
  const { strengthLimit = 1, normalizeReadout = false } = own;
  return {
    create: (args = {}) => new DeltaNetLayer({ modelDim, heads, headDim, seed: 5, ...own, ...args }),
    attend: (x: HostTensor, w: Weights): HostTensor => {
      const k = mapRows(project(x, w.key, heads), unit);
      const strength = Float64Array.from({ length: B * heads * T }, (_, index) => {
        const head = Math.floor(index / T) % heads;
        let score = 0;
        for (let i = 0; i < headDim; i++) score += k.data[index * headDim + i] * w.strength.data[head * headDim + i];
        return strengthLimit / (1 + Math.exp(-score));
      });
      const beta = { shape: [B, heads, T], data: strength };
      const inputs = { q: project(x, w.query, heads), k, v: project(x, w.value, heads), beta };
      const { output } = deltaNetReference(deltaNetProblem(inputs));
      return normalizeReadout ? mapRows(output, standardized) : output;
    },
  };
}

function standardized(row: Float64Array): Float64Array {
  const centre = row.reduce((sum, x) => sum + x, 0) / row.length;
  const variance = row.reduce((sum, x) => sum + (x - centre) ** 2, 0) / row.length;
  return row.map((x) => (x - centre) / Math.sqrt(variance + 1e-5));
}

function linearLayer(features: FeatureMap) {
  return {
    create: (args = {}) =>
      new LinearAttentionLayer({ modelDim, heads, headDim, seed: 5, epsilon: 0.1, features, ...args }),
    attend: (x: HostTensor, w: Weights) => {
      const featuresOf = (weight: HostTensor) =>
        mapRows(project(x, weight, heads), (row) => row.map(featureMap[features]));
      const inputs = { q: featuresOf(w.query), k: featuresOf(w.key), v: project(x, w.value, heads) };
      return linearAttentionReference(linearAttentionProblem(inputs, { epsilon: 0.1 })).output;
    },
  };
}

/** Each layer, and its heads' output from the equations and the float64 references. */
const layers = {
  DeltaNetLayer: deltaNetLayer({}),
  'DeltaNetLayer, strengths to 2, normalized': deltaNetLayer({ strengthLimit: 2, normalizeReadout: true }),
  GatedDeltaLayer: {
    create: (args = {}) => new GatedDeltaLayer({ modelDim, heads, headDim, seed: 5, ...args }),
    attend: (x: HostTensor, w: Weights) => {
      /** One number for each head and token, of the token's vector. */
      const gate = (weight: HostTensor, of: (score: number, head: number) => number): HostTensor => ({
        shape: [B, heads, T],
        data: Float64Array.from({ length: B * heads * T }, (_, index) => {
          const [b, head, t] = [Math.floor(index / T / heads), Math.floor(index / T) % heads, index % T];
          let score = 0;
          for (let i = 0; i < modelDim; i++)
            score += x.data[(b * T + t) * modelDim + i] * weight.data[i * heads + head];
          return of(score, head);
        }),
      });
      const beta = gate(w.strength, (score) => 1 / (1 + Math.exp(-score)));
      const gamma = gate(w.decay, (score, head) => {
        const step = Math.log(1 + Math.exp(score + w.decayBias.data[head]));
        return Math.exp(-Math.exp(w.decayRate.data[head]) * step);
      });
      const k = mapRows(project(x, w.key, heads), unit);
      const inputs = { q: project(x, w.query, heads), k, v: project(x, w.value, heads), beta, gamma };
      return gatedDeltaReference(gatedDeltaProblem(inputs)).output;
    },
  },
  LinearAttentionLayer: linearLayer('elu+1'),
  'LinearAttentionLayer, softplus': linearLayer('softplus'),
  'LinearAttentionLayer, relu': linearLayer('relu'),
  SoftmaxAttentionLayer: {
    create: (args = {}) => new SoftmaxAttentionLayer({ modelDim, heads, headDim, seed: 5, ...args }),
    attend: (x: HostTensor, w: Weights) => {
      const inputs = { q: project(x, w.query, heads), k: project(x, w.key, heads), v: project(x, w.value, heads) };
      return softmaxAttentionReference(softmaxAttentionProblem(inputs)).output;
    },
  },
};

function input(seed: number): tf.Tensor3D {
  return tf.tensor3d(seededRandom(seed).fillNormal(new Float32Array(B * T * modelDim)), [B, T, modelDim]);
}

describe.each(Object.entries(layers))('%s', (_, { create, attend }) => {
  test('against float64', () => {
    const layer = create();
    const x = input(1);
    const output = layer.apply(x) as tf.Tensor;
    const weights = weightsOf(layer);
    const expected = multiply(merge(attend(host(x), weights)), asMatrix(weights.output));
    expect(output.shape).toEqual([B, T, modelDim]);
    expect(relativeError(output.dataSync(), expected.data)).toBeLessThanOrEqual(2e-5);
  });

  test('does not look ahead', () => {
    const layer = create();
    const x = input(2);
    const changed = tf.add(x, tf.concat([tf.zeros([B, T - 1, modelDim]), tf.ones([B, 1, modelDim])], 1));
    const first = (tensor: tf.Tensor) => [
      ...tf.slice(layer.apply(tensor) as tf.Tensor, [0, 0, 0], [-1, T - 1, -1]).dataSync(),
    ];
    expect(first(changed)).toEqual(first(x));
  });

  test('apply leaves one tensor, dispose none', () => {
    const before = tf.memory().numTensors;
    const layer = create();
    const x = input(3);
    (layer.apply(x) as tf.Tensor).dispose();
    const held = tf.memory().numTensors;
    const outputs = [1, 2, 3].map(() => layer.apply(x) as tf.Tensor);
    expect(tf.memory().numTensors).toBe(held + 3);
    tf.dispose([...outputs, x]);
    layer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a model with it is saved and loaded', async () => {
    const model = sequential({ layers: [create({ inputShape: [null, modelDim] })] });
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
    );
    const loaded = await loadLayersModel(tf.io.fromMemory(saved!));
    const x = input(4);
    expect([...(loaded.predict(x) as tf.Tensor).dataSync()]).toEqual([...(model.predict(x) as tf.Tensor).dataSync()]);
    expect(loaded.layers[0].getConfig()).toEqual(model.layers[0].getConfig());
  });
});

test('linear attention has elu + 1 where nothing else is said, and refuses maps that it does not know', () => {
  expect(new LinearAttentionLayer({ modelDim }).features).toBe('elu+1');
  const unknown = { modelDim, features: 'cosine' } as unknown as LinearAttentionLayerArgs;
  expect(() => new LinearAttentionLayer(unknown)).toThrow(
    'features: was "cosine"; expected "elu+1" or "softplus" or "relu"',
  );
});

test('linear attention refuses a negative epsilon', () => {
  expect(() => new LinearAttentionLayer({ modelDim, epsilon: -1 })).toThrow('epsilon: was -1');
});
