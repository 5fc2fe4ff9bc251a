import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { relativeError } from '../../src/math/index.ts';
import {
  VLATransformer,
  greedyDecode,
  loadTransformer,
  mixerNames,
  saveTransformer,
  weightCount,
} from '../../src/model/index.ts';
import type { TransformerOptions } from '../../src/model/index.ts';
import { gelu } from '../../src/model/parts.ts';
import { embed, selectRows } from '../../src/model/rows.ts';
import { seededRandom } from '../../src/random.ts';

beforeAll(() => tf.setBackend('cpu'));

const small = { vocabulary: 11, length: 16, modelDim: 12, layers: 2, heads: 2, seed: 3 };
const random = seededRandom(5);
const sequences = (B: number, T: number): number[][] =>
  Array.from({ length: B }, () => Array.from({ length: T }, () => random.integer(small.vocabulary)));
const tokensOf = (rows: number[][]): tf.Tensor2D => tf.tensor2d(rows, undefined, 'int32');

const variants: [string, TransformerOptions][] = [
  ...mixerNames.map((mixer) => [mixer, { ...small, mixer }] as [string, TransformerOptions]),
  ['vla with convolution, rank 2', { ...small, mixer: 'vla', convolution: 3, rank: 2 }],
  ['vla, v1', { ...small, variant: 'v1' }],
  ['vla, v2', { ...small, variant: 'v2' }],
  ['vla, relu', { ...small, features: 'relu' }],
  ['linear, softplus', { ...small, mixer: 'linear', features: 'softplus' }],
  ['softmax with convolution', { ...small, mixer: 'softmax', convolution: 4 }],
  [
    'no positions, no feed-forward, a head of its own',
    { ...small, positions: 'none', feedForwardDim: 0, tiedHead: false },
  ],
];

describe.each(variants)('%s', (_, options) => {
  test('a position sees nothing after it', () => {
    const model = new VLATransformer(options);
    const [row] = sequences(1, 9);
    const changed = row.map((token, t) => (t < 6 ? token : (token + 1) % small.vocabulary));
    const part = (rows: number[][]) => tf.slice(model.forward(tokensOf(rows)), [0, 0, 0], [-1, 6, -1]).dataSync();
    expect([...part([changed])]).toEqual([...part([row])]);
    const last = (rows: number[][]) => tf.slice(model.forward(tokensOf(rows)), [0, 8, 0], [-1, 1, -1]).dataSync();
    expect(relativeError(last([changed]), last([row]))).toBeGreaterThan(1e-3);
    model.dispose();
  });

  test('greedy decoding from the state is greedy decoding by whole passes', async () => {
    const model = new VLATransformer(options);
    const prompt = sequences(3, 5);
    const steps = 8;
    const before = tf.memory().numTensors;
    const added = await greedyDecode({ model, prompt, steps });
    expect(tf.memory().numTensors).toBe(before);
    const grown = prompt.map((row) => [...row]);
    for (let step = 0; step < steps; step++) {
      const logits = model.forward(tokensOf(grown));
      const choice = tf.argMax(tf.slice(logits, [0, grown[0].length - 1, 0], [-1, 1, -1]), 2).dataSync();
      grown.forEach((row, i) => row.push(choice[i]));
    }
    expect(added).toEqual(grown.map((row) => row.slice(5)));
    model.dispose();
  });

  test('prompts of unequal lengths are each continued as if alone, padded or not', async () => {
    const model = new VLATransformer(options);
    const prompt = [3, 1, 5, 3].map((length) => sequences(1, length)[0]!);
    const lengths = prompt.map((row) => row.length);
    const before = tf.memory().numTensors;
    const alone = await Promise.all(prompt.map((row) => greedyDecode({ model, prompt: [row], steps: 4 })));
    const expected = alone.map(([row]) => row);
    expect(await greedyDecode({ model, prompt, steps: 4 })).toEqual(expected);
    const fill = (row: number[]) => Array.from({ length: 5 - row.length }, () => 7);
    const right = prompt.map((row) => [...row, ...fill(row)]);
    expect(await greedyDecode({ model, prompt: right, lengths, steps: 4 })).toEqual(expected);
    const left = prompt.map((row) => [...fill(row), ...row]);
    expect(await greedyDecode({ model, prompt: left, lengths, padding: 'left', steps: 4 })).toEqual(expected);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  test('logits by parts are those of one pass', () => {
    const model = new VLATransformer(options);
    const tokens = tokensOf(sequences(2, 10));
    const whole = model.forward(tokens);
    const first = model.advance(tf.slice(tokens, [0, 0], [-1, 4]) as tf.Tensor2D);
    const second = model.advance(tf.slice(tokens, [0, 4], [-1, 6]) as tf.Tensor2D, first.state);
    const joined = tf.concat([first.logits, second.logits], 1);
    expect(relativeError(joined.dataSync(), whole.dataSync())).toBeLessThanOrEqual(2e-5);
    model.dispose();
  });

  test('saved and loaded, it is the same model', async () => {
    const model = new VLATransformer(options);
    const loaded = loadTransformer(await saveTransformer(model));
    expect(loaded.config).toEqual(model.config);
    const tokens = tokensOf(sequences(2, 7));
    expect([...loaded.forward(tokens).dataSync()]).toEqual([...model.forward(tokens).dataSync()]);
    model.dispose();
    loaded.dispose();
  });

  test('a gradient reaches every weight, and dispose frees them all', () => {
    const before = tf.memory().numTensors;
    const model = new VLATransformer(options);
    expect(tf.memory().numTensors).toBe(before + model.parameters.length);
    tf.tidy(() => {
      const tokens = tokensOf(sequences(2, 16));
      const weights = model.parameters.map(({ variable }) => variable);
      const target = tf.randomNormal([2, 16, small.vocabulary], 0, 1, 'float32', 8);
      const { grads } = tf.variableGrads(() => tf.mean(tf.mul(model.forward(tokens), target)) as tf.Scalar, weights);
      model.parameters.forEach(({ name, variable }) => {
        const gradient = grads[variable.name];
        expect(gradient.shape, name).toEqual(variable.shape);
        expect(Math.max(...gradient.dataSync().map(Math.abs)), name).toBeGreaterThan(0);
      });
    });
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('what a mixer is made with makes a difference, and its weights are counted', () => {
  const outputs = (['v1', 'v2', 'v3'] as const).map((variant) => new VLATransformer({ ...small, variant }));
  const maps = (['elu+1', 'softplus', 'relu'] as const).flatMap((features) =>
    (['vla', 'linear'] as const).map((mixer) => new VLATransformer({ ...small, mixer, features })),
  );
  const models = [...outputs, ...maps];
  const logits = models.map((model) => [...model.forward(tokensOf([[1, 2, 3, 4]])).dataSync()].join());
  // v3 and elu + 1 are the same model.
  expect(new Set(logits).size).toBe(models.length - 1);
  for (const model of models) {
    expect(weightCount(model.config)).toBe(model.parameterCounts.total);
    model.dispose();
  }
});

test('seeds decide the weights', () => {
  const logits = (seed: number) => {
    const model = new VLATransformer({ ...small, seed });
    const data = [...model.forward(tokensOf([[1, 2, 3]])).dataSync()];
    model.dispose();
    return data;
  };
  expect(logits(1)).toEqual(logits(1));
  expect(logits(1)).not.toEqual(logits(2));
});

test('no two weights of a kind begin equal', () => {
  const model = new VLATransformer({ ...small, layers: 3, convolution: 2, tiedHead: false });
  const seen = new Set<string>();
  for (const { name, variable } of model.parameters) {
    const values = variable.dataSync();
    if (/gamma|beta|Bias/.test(name)) continue;
    const key = [...values.slice(0, 4)].join();
    expect(seen.has(key), name).toBe(false);
    seen.add(key);
  }
  model.dispose();
});

test('parameter counts, by hand', () => {
  const [V, L, D, F] = [11, 16, 12, 48];
  const norms = 5 * 2 * D;
  const attention = 4 * D * D;
  const expected = {
    vla: attention + 2 * 6 * 6 + 2 * D,
    deltanet: attention + 12,
    gatedDelta: attention + 2 * D * 2 + 2 * 2,
    linear: attention,
    softmax: attention,
  };
  for (const mixer of mixerNames) {
    const model = new VLATransformer({ ...small, mixer });
    const counts = model.parameterCounts;
    expect(counts).toEqual({
      embeddings: V * D + L * D,
      mixers: 2 * expected[mixer],
      feedForwards: 2 * (2 * D * F + F + D),
      others: norms,
      total: counts.embeddings + counts.mixers + counts.feedForwards + counts.others,
    });
    model.dispose();
  }
});

describe('pieces', () => {
  test('gelu by its definition', () => {
    const x = [-3, -1, -0.1, 0, 0.5, 2];
    const expected = x.map((v) => 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3))));
    gelu(tf.tensor1d(x))
      .dataSync()
      .forEach((value, i) => expect(value).toBeCloseTo(expected[i], 6));
  });

  test('embed: rows, and the gradient adds up where a row is taken twice', () => {
    const table = tf.tensor2d([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const indices = tf.tensor1d([2, 0, 2], 'int32');
    expect([...embed(table, indices).dataSync()]).toEqual([5, 6, 1, 2, 5, 6]);
    const weight = tf.tensor2d([
      [1, 10],
      [2, 20],
      [4, 40],
    ]);
    const gradient = tf.grad((x) => tf.sum(tf.mul(embed(x as tf.Tensor2D, indices), weight)))(table);
    expect([...gradient.dataSync()]).toEqual([2, 20, 0, 0, 5, 50]);
  });

  test('selectRows: rows, and a gradient of zeros elsewhere', () => {
    const matrix = tf.tensor2d([1, 2, 3, 4], [4, 1]);
    const selection = { indices: tf.tensor1d([3, 1], 'int32'), places: tf.tensor1d([2, 1, 2, 0], 'int32') };
    expect([...selectRows(matrix, selection).dataSync()]).toEqual([4, 2]);
    const weight = tf.tensor2d([5, 7], [2, 1]);
    const gradient = tf.grad((x) => tf.sum(tf.mul(selectRows(x as tf.Tensor2D, selection), weight)))(matrix);
    expect([...gradient.dataSync()]).toEqual([0, 7, 0, 5]);
  });
});

describe('refusals', () => {
  test.each<[string, object]>([
    ['transformer.dim: is not known', { dim: 3 }],
    ['vocabulary: was undefined', { vocabulary: undefined }],
    ['mixer: was "mamba"; expected "vla" or "deltanet" or "gatedDelta" or "linear" or "softmax"', { mixer: 'mamba' }],
    ['headDim: was undefined, and modelDim 12 does not divide by 5 heads', { heads: 5 }],
    ['layers: was 0', { layers: 0 }],
    ['feedForwardDim: was -1', { feedForwardDim: -1 }],
    ['lambda0: was 0', { lambda0: 0 }],
    ['strengthLimit: was 0; expected a number above 0, at most 2', { strengthLimit: 0 }],
    ['strengthLimit: was 2.5; expected a number above 0, at most 2', { mixer: 'deltanet', strengthLimit: 2.5 }],
    ['variant: was "v4"; expected "v1" or "v2" or "v3"', { variant: 'v4' }],
    ['variant: was "v1"; VLAv3Attn is one form', { variant: 'v1', preset: 'VLAv3Attn' }],
    ['penaltyScope: was "block"; expected "head" or "model"', { penaltyScope: 'block' }],
    [
      'penaltyScope: was "model"; VLAv3Attn leaves no choice of it',
      { penaltyScope: 'model', preset: 'VLAv3Attn', rank: 1 },
    ],
    ['strengthLimit: was 2; DeltaNetAttn leaves no choice of it', { strengthLimit: 2, preset: 'DeltaNetAttn' }],
    ['normalizeReadout: was true; DeltaNetAttn leaves no choice', { normalizeReadout: true, preset: 'DeltaNetAttn' }],
    ['penaltyScope: was "model" with rank 2; expected "head", or rank 1', { penaltyScope: 'model', rank: 2 }],
    ['features: was "exp"; expected "elu+1" or "softplus" or "relu"', { features: 'exp' }],
    ['features: was "relu"; the variant "v2" leaves no choice of them', { features: 'relu', variant: 'v2' }],
    ['features: was "relu"; LinearAttn leaves no choice of them', { features: 'relu', preset: 'LinearAttn' }],
    ['normalizeReadout: was 1', { normalizeReadout: 1 }],
    ['positions: was "rotary"', { positions: 'rotary' }],
    ['tiedHead: was 1', { tiedHead: 1 }],
    ['seed: was -1', { seed: -1 }],
  ])('%s', (message, change) => {
    expect(() => new VLATransformer({ ...small, ...change } as TransformerOptions)).toThrow(message);
  });

  test('more tokens than positions, also with a state', () => {
    const model = new VLATransformer(small);
    expect(() => model.forward(tokensOf(sequences(1, 17)))).toThrow('tokens: reach position 17; expected at most 16');
    const { state } = model.advance(tokensOf(sequences(1, 16)));
    expect(() => model.advance(tokensOf([[1]]), state)).toThrow('tokens: reach position 17');
    model.dispose();
  });

  test('no length without positions: what it was made with does not matter', () => {
    const long = tokensOf(sequences(1, 17));
    const outputs = [16, 17].map((length) => {
      const model = new VLATransformer({ ...small, length, positions: 'none' });
      const output = model.forward(long).dataSync();
      model.dispose();
      return output;
    });
    expect(outputs[0]).toEqual(outputs[1]);
  });

  test('a message that cancels arrives while tokens are added', async () => {
    const model = new VLATransformer({ ...small, length: 20_000 });
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('cancelled')), 50);
    const decoding = greedyDecode({ model, prompt: [[1]], steps: 10_000, signal: controller.signal });
    await expect(decoding).rejects.toThrow('cancelled');
    model.dispose();
  });

  test('prompts that are no prompts', async () => {
    const model = new VLATransformer(small);
    const decode = (prompt: number[][]) => greedyDecode({ model, prompt, steps: 1 });
    await expect(decode([])).rejects.toThrow('prompt: has no sequence; expected sequences of at least one token each');
    await expect(decode([[1], []])).rejects.toThrow(/^prompt: has sequences of 1, 0 tokens; expected sequences of at/);
    const padded = (change: object) => greedyDecode({ model, prompt: [[1, 2]], steps: 1, ...change });
    await expect(padded({ lengths: [3] })).rejects.toThrow(
      'lengths: is 3 at [0]; expected whole numbers from 1 to T = 2',
    );
    await expect(padded({ lengths: [1, 1] })).rejects.toThrow('lengths: has 2 numbers; expected one for each of B = 1');
    await expect(padded({ padding: 'left' })).rejects.toThrow('padding: was "left" without lengths');
    await expect(padded({ prompt: [[1], [1, 2]], lengths: [1, 2] })).rejects.toThrow(
      'prompt: has sequences of 1, 2 tokens; expected one length with padding, or no lengths',
    );
    await expect(decode([[11]])).rejects.toThrow('prompt[0]: is 11 at [0]; expected tokens 0 to 10');
    model.dispose();
  });
});
