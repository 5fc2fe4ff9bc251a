import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { sequential, loadLayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { VLALayer } from '../../src/layers/index.ts';
import type { VLALayerArgs } from '../../src/layers/index.ts';
import { matrixAt, multiply, norm, relativeError, symmetricConditionNumber } from '../../src/math/index.ts';
import { seededRandom } from '../../src/random.ts';
import { vlaProblem, vlaReference } from '../../src/reference.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { asMatrix, featureMap, host, layerNorm, mapRows, merge, project, unit, weightsOf } from './float64.ts';

beforeAll(() => tf.setBackend('cpu'));

const [B, T, modelDim, heads, headDim] = [2, 9, 12, 3, 5];

function input(seed = 1, length = T): tf.Tensor3D {
  const data = seededRandom(seed).fillNormal(new Float32Array(B * length * modelDim));
  return tf.tensor3d(data, [B, length, modelDim]);
}

function layer(args: Partial<VLALayerArgs> = {}): VLALayer {
  const built = new VLALayer({ modelDim, heads, headDim, seed: 3, ...args });
  tf.dispose(built.forward(input()));
  // Weights that start as constants get values that show where they are used.
  built.setWeights(
    built.getWeights().map((weight, i) => {
      const constant = weight.dataSync().every((value, _, all) => value === all[0]);
      return constant ? tf.randomNormal(weight.shape, 1, 0.3, 'float32', i) : weight.clone();
    }),
  );
  return built;
}

/** Penalty directions W_u k per head, [B,H,T,R,D]. */
function directions(k: HostTensor, weight: HostTensor, rank: number): HostTensor {
  const data = Array.from({ length: B * heads }, (_, head) => [
    ...multiply(matrixAt(k, head), matrixAt(weight, head % heads)).data,
  ]);
  return { shape: [B, heads, T, rank, headDim], data: Float64Array.from(data.flat()) };
}

const times = (tensor: HostTensor, factor: number): HostTensor => ({
  shape: tensor.shape,
  data: tensor.data.map((value) => value * factor),
});

/** The layer from its equations, on the float64 reference of the operator. */
function expected(built: VLALayer, x: HostTensor) {
  const w = weightsOf(built);
  const rawKey = project(x, w.key, heads);
  const rawQuery = project(x, w.query, heads);
  const v = project(x, w.value, heads);
  const rank = built.penalty.rank;
  const raw = directions(rawKey, w.directions ?? w.features, rank);
  const { variant } = built;
  const shrink = 1 / Math.sqrt(headDim);
  const featuresOf = featureMap[built.features];
  const features = mapRows(rawKey, (row) => row.map(featuresOf));
  const q = variant === 'v3' ? mapRows(rawQuery, (row) => row.map(featuresOf)) : rawQuery;
  const k = variant === 'v3' ? mapRows(features, unit) : rawKey;
  const u = { v1: raw, v2: times(raw, shrink), v3: times(mapRows(raw, unit), shrink) }[variant];
  const { period, epsilon, deltaFloor, ...options } = built.settings;
  const result = vlaReference(
    vlaProblem({ q, k, v, u }, { ...options, stabilization: { period, epsilon, deltaFloor } }),
  );
  let { output } = result;
  if (variant === 'v3') {
    const sums = new Float64Array(headDim);
    output = mapRows(output, (row, index) => {
      if (index % T === 0) sums.fill(0);
      let denominator = 0;
      for (let i = 0; i < headDim; i++) {
        sums[i] += features.data[index * headDim + i];
        denominator += sums[i] * q.data[index * headDim + i];
      }
      return row.map((value) => value / Math.max(denominator, 1e-6));
    });
  }
  let merged = merge(output);
  if (variant !== 'v1') {
    const tensor = { shape: [merged.rows, merged.columns], data: merged.data };
    merged = asMatrix(mapRows(tensor, (row) => layerNorm(row, w.gamma, w.beta)));
  }
  return { output: multiply(merged, asMatrix(w.output)), result };
}

const cases: [string, Partial<VLALayerArgs>][] = [
  ['v3', {}],
  ['v3, rank 2', { rank: 2 }],
  ['v3, kernelised', { penalty: 'kernelised' }],
  ['v3, kernelised, rank 3', { penalty: 'kernelised', rank: 3 }],
  ['v3, softplus', { features: 'softplus' }],
  ['v3, relu', { features: 'relu' }],
  ['v3, nudged and renormalized', { stabilization: { period: 4, epsilon: 0.05 }, renormalizeAbove: 1 }],
  ['v2', { variant: 'v2' }],
  ['v1', { variant: 'v1', lambda0: 0.5 }],
  ['v3 without a λ head', { lambdaHead: false }],
];

describe('against float64', () => {
  test.each(cases)('%s', (_, args) => {
    const built = layer(args);
    const x = input(7);
    const { output, state, skippedUpdates } = built.forward(x);
    const target = expected(built, host(x));
    expect(output.shape).toEqual([B, T, modelDim]);
    expect(relativeError(output.dataSync(), target.output.data)).toBeLessThanOrEqual(2e-5);
    expect(relativeError(state.memory.dataSync(), target.result.finalMemory.data)).toBeLessThanOrEqual(2e-5);
    expect(relativeError(state.inverse.dataSync(), target.result.finalInverse.data)).toBeLessThanOrEqual(2e-5);
    expect([...skippedUpdates.dataSync()]).toEqual([...target.result.skippedUpdates.data]);
    const applied = built.apply(x) as tf.Tensor;
    expect([...applied.dataSync()]).toEqual([...output.dataSync()]);
  });

  test('λ_t is softplus of a ReLU network of the raw key, bounded below, and does not touch the output', () => {
    const built = layer({ lambdaMin: 0.8 });
    const x = input(8);
    const w = weightsOf(built);
    const k = project(host(x), w.key, heads);
    const { lambda, output } = built.forward(x);
    const values = lambda!.dataSync();
    expect(lambda!.shape).toEqual([B, heads, T]);
    for (let index = 0; index < B * heads * T; index++) {
      const head = Math.floor(index / T) % heads;
      let score = w.strengthBias.data[head];
      for (let j = 0; j < 4 * headDim; j++) {
        let inner = w.hiddenBias.data[head * 4 * headDim + j];
        for (let i = 0; i < headDim; i++) {
          inner += k.data[index * headDim + i] * w.hidden.data[(head * headDim + i) * 4 * headDim + j];
        }
        score += Math.max(inner, 0) * w.strength.data[head * 4 * headDim + j];
      }
      expect(values[index]).toBeCloseTo(Math.max(Math.log1p(Math.exp(score)), 0.8), 4);
    }
    expect(values.some((value) => value > 0.8 + 1e-6)).toBe(true);
    const other = layer({ lambdaMin: 100 });
    expect([...other.forward(x).output.dataSync()]).toEqual([...output.dataSync()]);
  });
});

describe('state', () => {
  test.each(['v1', 'v2', 'v3'] as const)('%s: a sequence in two parts is one pass', (variant) => {
    const built = layer({ variant, lambda0: 1, stabilization: { period: 4, epsilon: 0.1 } });
    const x = input(9);
    const whole = built.forward(x);
    const first = built.forward(tf.slice(x, [0, 0, 0], [-1, 3, -1]));
    const second = built.forward(tf.slice(x, [0, 3, 0], [-1, -1, -1]), first.state);
    const joined = tf.concat([first.output, second.output], 1);
    expect(relativeError(joined.dataSync(), whole.output.dataSync())).toBeLessThanOrEqual(2e-5);
    expect(relativeError(second.state.memory.dataSync(), whole.state.memory.dataSync())).toBeLessThanOrEqual(2e-5);
    expect(second.state.step).toBe(T);
  });

  test('nothing is left over from the call before', () => {
    const built = layer();
    const x = input(10);
    const first = (built.apply(x) as tf.Tensor).dataSync();
    tf.dispose(built.forward(input(11)));
    expect([...(built.apply(x) as tf.Tensor).dataSync()]).toEqual([...first]);
  });
});

describe('memory', () => {
  test.each(['v1', 'v2', 'v3'] as const)('%s: apply leaves one tensor, forward as many as it returns', (variant) => {
    const built = layer({ variant, rank: 2 });
    const x = input();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 5; i++) (built.apply(x) as tf.Tensor).dispose();
    expect(tf.memory().numTensors).toBe(before);
    for (let i = 0; i < 5; i++) {
      const result = built.forward(x);
      expect(tf.memory().numTensors).toBe(before + (variant === 'v3' ? 6 : 5));
      tf.dispose(result);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  test('statistics leave the output only', async () => {
    const built = layer();
    const x = input();
    const before = tf.memory().numTensors;
    const { output } = await built.applyWithStats(x);
    expect(tf.memory().numTensors).toBe(before + 1);
    output.dispose();
  });

  test('dispose frees the weights', () => {
    const before = tf.memory().numTensors;
    const built = new VLALayer({ modelDim, heads, headDim });
    const x = input();
    tf.dispose(built.forward(x));
    built.dispose();
    x.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('statistics are those of the state', async () => {
  const built = layer();
  const x = input(12);
  const { stats } = await built.applyWithStats(x);
  const { result } = expected(built, host(x));
  for (let b = 0; b < B; b++) {
    for (let h = 0; h < heads; h++) {
      const memory = matrixAt(result.finalMemory, b * heads + h);
      const inverse = matrixAt(result.finalInverse, b * heads + h);
      expect(stats.memoryNorm[b][h]).toBeCloseTo(norm(memory.data), 4);
      expect(stats.inverseNorm[b][h]).toBeCloseTo(norm(inverse.data), 4);
      expect(stats.conditionNumber[b][h]).toBeCloseTo(symmetricConditionNumber(inverse), 3);
    }
  }
  expect(stats.skippedUpdates).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
  expect(stats.lambda!.min).toBeGreaterThan(0);
  expect(stats.lambda!.max).toBeGreaterThan(stats.lambda!.min);
});

describe('as a layer of tfjs', () => {
  test('a model with it is saved and loaded', async () => {
    const model = sequential({
      layers: [new VLALayer({ modelDim, heads, rank: 2, lambda0: 0.3, inputShape: [null, modelDim] })],
    });
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
    );
    // Through text, as a file would do it.
    const modelTopology = JSON.parse(JSON.stringify(saved!.modelTopology)) as object;
    const loaded = await loadLayersModel(tf.io.fromMemory({ ...saved!, modelTopology }));
    const x = input(13);
    const [a, b] = [model.predict(x) as tf.Tensor, loaded.predict(x) as tf.Tensor];
    expect([...b.dataSync()]).toEqual([...a.dataSync()]);
    expect(loaded.layers[0]).toBeInstanceOf(VLALayer);
    expect(loaded.layers[0].getConfig()).toMatchObject({ modelDim, heads, headDim: 4, rank: 2, lambda0: 0.3 });
  });

  test('equal seeds give equal weights', () => {
    const x = input();
    const [a, b] = [1, 1].map((seed) => new VLALayer({ modelDim, seed }).forward(x).output.dataSync());
    expect([...a]).toEqual([...b]);
  });

  test.each<[string, object, string]>([
    ['no size', { modelDim: undefined }, 'modelDim: was undefined'],
    ['heads that do not divide', { heads: 5, headDim: undefined }, 'modelDim 12 does not divide by 5 heads'],
    ['an unknown variant', { variant: 'v4' }, 'variant: was "v4"; expected "v1" or "v2" or "v3"'],
    ['an unknown penalty', { penalty: 'rank-2' }, 'kind: was "rank-2"'],
    ['a rank without rows', { rank: 2, penalty: 'rank-1' }, 'rank: was 2 with kind "rank-1"'],
    ['features without a place', { variant: 'v2', features: 'relu' }, 'features: was "relu" with variant "v2"'],
    ['λ0 of 0', { lambda0: 0 }, 'lambda0: was 0'],
    ['a fractional period', { stabilization: { period: 1.5 } }, 'stabilization.period: was 1.5'],
  ])('refuses %s', (_, args, message) => {
    expect(() => new VLALayer({ modelDim, heads, headDim, ...args } as VLALayerArgs)).toThrow(message);
  });

  test('refuses inputs of another shape', () => {
    const built = layer();
    expect(() => built.apply(tf.zeros([B, T, modelDim + 1]))).toThrow(/13/);
    expect(() => built.forward(tf.zeros([B, modelDim]))).toThrow(
      /^x: has rank 2, shape \[\d+, 12\]; expected \[B,T,modelDim\]/,
    );
  });
});
