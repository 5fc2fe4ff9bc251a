import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { input } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { ArgumentError } from '../../src/errors.ts';
import * as layers from '../../src/layers/index.ts';

type Make = new (...args: readonly unknown[]) => layers.AttentionLayer;

beforeAll(() => tf.setBackend('cpu'));

/** Throws an ArgumentError, whatever the types say. */
function expectRefused(call: () => unknown, message: RegExp): void {
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
}

const attention = [
  'VLALayer',
  'DeltaNetLayer',
  'GatedDeltaLayer',
  'LinearAttentionLayer',
  'RowGatedDeltaLayer',
  'SoftmaxAttentionLayer',
] as const;

describe.each(attention)('%s', (name) => {
  const Layer = layers[name] as unknown as Make;

  test.each([
    [[], /^args: was undefined; expected an object with modelDim, /],
    [[null], /^args: was null/],
    [['16'], /^args: was "16"/],
    [[{}], /^modelDim: was undefined; expected an integer of at least 1/],
    [[{ modelDim: 4, haeds: 2 }], /^args\.haeds: is not known; expected one of modelDim, heads, /],
    [[{ modelDim: 4, seed: 'one' }], /^seed: was "one"; expected an integer/],
    [[{ modelDim: 4, seed: NaN }], /^seed: was NaN/],
    [[{ modelDim: 4, seed: 0.5 }], /^seed: was 0\.5/],
  ])('is not made with %o', (args, message) => {
    expectRefused(() => new Layer(...args), message);
  });

  test('takes tensors of its size alone', () => {
    const layer = new Layer({ modelDim: 4, heads: 2 });
    const forward = layer.forward.bind(layer) as (...args: readonly unknown[]) => unknown;
    expectRefused(() => forward(), /^x: was undefined; expected a tf\.Tensor \[B,T,modelDim\]/);
    expectRefused(() => forward({ shape: [1, 2, 4], data: new Float32Array(8) }), /^x: was an object/);
    expectRefused(() => forward(tf.zeros([2, 4])), /^x: has rank 2, shape \[2, 4\]; expected \[B,T,modelDim\]/);
    expectRefused(() => forward(tf.zeros([1, 2, 5])), /^x: has shape \[1, 2, 5\]; expected .* = \[1, 2, 4\]/);
    expectRefused(() => forward(tf.zeros([1, 0, 4])), /^x: is empty/);
    expectRefused(() => forward(input({ shape: [2, 4] })), /^x: is a SymbolicTensor of another copy/);
  });

  test('is applied to one tensor of its size, whether it was built or not', () => {
    const own = new Layer({ modelDim: 4, heads: 2 });
    const apply = (...args: readonly unknown[]): unknown =>
      (own.apply as (...args: readonly unknown[]) => unknown)(...args);
    for (let built = 0; built < 2; built++) {
      expectRefused(
        () => own.apply(tf.zeros([1, 2, 5])),
        /^inputs: has shape \[1, 2, 5\]; expected \[B,T,modelDim\], modelDim being 4/,
      );
      expectRefused(
        () => own.apply(tf.zeros([2, 4])),
        /^inputs: has rank 2, shape \[2, 4\]; expected \[B,T,modelDim\]/,
      );
      expectRefused(
        () => own.apply([tf.zeros([1, 2, 4]), tf.zeros([1, 2, 4])]),
        /^inputs: has 2 tensors; expected one/,
      );
      expectRefused(() => own.apply(input({ shape: [2, 5] })), /^inputs: has shape \[\?, 2, 5\]/);
      expectRefused(() => own.call(tf.zeros([1, 2, 5])), /^inputs: has shape \[1, 2, 5\]/);
      expectRefused(() => own.call(tf.zeros([2]), { mask: tf.zeros([1, 2]) }), /^inputs: has rank 1/);
      expectRefused(() => apply(undefined), /^inputs: was undefined; expected a tf\.Tensor \[B,T,modelDim\]/);
      expect((own.apply(tf.zeros([1, 2, 4])) as tf.Tensor).shape).toEqual([1, 2, 4]);
    }
    expect((new Layer({ modelDim: 4 }).apply(input({ shape: [null, 4] })) as tf.Tensor).shape).toEqual([null, null, 4]);
  });

  test('continues from its own states alone', () => {
    for (const convolution of [0, 1, 3]) {
      const layer = new Layer({ modelDim: 4, heads: 2, convolution });
      const x = tf.randomNormal<tf.Rank.R3>([1, 3, 4]);
      const { state } = layer.forward(x);
      const next = layer.forward(x, state);
      expect(next.state.step).toBe(6);
      const [field] = Object.keys(state).filter((key) => key !== 'step');
      const wrong = [
        [{}, /^state\.step: was undefined; expected a non-negative integer/],
        [[], /^state: was a plain array/],
        [{ ...state, step: -1 }, /^state\.step: was -1/],
        [{ ...state, more: x }, /^state\.more: is not known/],
        [{ ...state, [field!]: undefined }, new RegExp(`^state\\.${field}: was undefined; expected a tf\\.Tensor`)],
        [{ ...state, [field!]: tf.zeros([1, 1]) }, new RegExp(`^state\\.${field}: has rank 2`)],
      ] as const;
      for (const [given, message] of wrong) expectRefused(() => layer.forward(x, given as never), message);
      expectRefused(() => layer.forward(tf.zeros([2, 3, 4]), state), /^state\.\w+: has shape \[1, /);
    }
  });

  test('gets its weights as tensors by name', () => {
    const layer = new Layer({ modelDim: 4 });
    const set = layer.setNamedWeights.bind(layer) as (weights: unknown) => void;
    expectRefused(() => set(undefined), /^weights: was undefined; expected tensors by the names query, key, /);
    expectRefused(() => set({ query: 3 }), /^query: was 3; expected a tensor \{shape, data\}/);
  });
});

test('a SymbolicTensor of a second copy of tfjs-layers is named, and what to look for', () => {
  // To the layer's own copy it is a tensor of data, as it is no SymbolicTensor of its own.
  const foreign = { shape: [null, 2, 4], sourceLayer: {}, dtype: 'float32' };
  for (const layer of [new layers.VLALayer({ modelDim: 4 }), new layers.PenaltyBuilder()]) {
    expectRefused(() => layer.call(foreign as never), /^inputs: is a SymbolicTensor.*npm ls @tensorflow\/tfjs-layers/);
  }
});

test('a penalty builder takes its own arguments', () => {
  const make = (args: unknown) => new layers.PenaltyBuilder(args as layers.PenaltyBuilderArgs);
  expectRefused(() => make(null), /^args: was null; expected an object with kind, rank, /);
  expectRefused(() => make({ modelDim: 4 }), /^args\.modelDim: is not known/);
  expectRefused(() => make({ seed: 'x' }), /^seed: was "x"/);
});

test('trackers take sizes and tensors', () => {
  const penalty = (options: unknown) => new layers.InversePenaltyTracker(options as layers.TrackerOptions);
  const sizes = { batch: 1, heads: 1, headDim: 2 };
  expectRefused(() => penalty(undefined), /^options: was undefined; expected an object with batch, heads, headDim, /);
  expectRefused(() => penalty({ lambda0: 1 }), /^batch: was undefined; expected an integer of at least 1/);
  expectRefused(() => penalty({ ...sizes, lambda: 1 }), /^options\.lambda: is not known/);
  expectRefused(() => penalty({ ...sizes, lambda0: 1, initialInverse: 3 }), /^initialInverse: was 3/);
  const inverse = penalty({ ...sizes, lambda0: 1 });
  expectRefused(() => inverse.update(undefined as never), /^u: was undefined; expected a tf\.Tensor \[B,H,R,D\]/);

  const memory = (options: unknown) => new layers.MemoryMatrixManager(options as never);
  const full = { batch: 1, heads: 1, keyDim: 2, valueDim: 2 };
  expectRefused(() => memory(undefined), /^options: was undefined/);
  expectRefused(() => memory({ ...full, valueDim: 0 }), /^valueDim: was 0/);
  expectRefused(() => memory({ ...full, errors: 'x' }), /^options\.errors: is not known/);
  const tracker = memory(full);
  expectRefused(() => tracker.write(undefined as never), /^inputs: was undefined/);
  expectRefused(() => tracker.write({ k: 1 } as never), /^k: was 1; expected a tf\.Tensor \[B,H,D\]/);
  expectRefused(() => tracker.read(tf.zeros([1, 2]) as never), /^q: has rank 2/);
});

test('a penalty builder is applied to keys of its heads alone', () => {
  const builder = new layers.PenaltyBuilder({});
  expectRefused(
    () => builder.apply(tf.zeros([1, 2, 3])),
    /^inputs: has rank 3, shape \[1, 2, 3\]; expected \[B,H,T,D\]/,
  );
  tf.dispose(builder.apply(tf.zeros([1, 2, 3, 4])) as tf.Tensor[]);
  expectRefused(
    () => builder.apply(tf.zeros([1, 2, 3, 5])),
    /^inputs: has shape \[1, 2, 3, 5\]; expected \[B,H,T,D\], H being 2, D being 4/,
  );
});
