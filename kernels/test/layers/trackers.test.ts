import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { InversePenaltyTracker, MemoryMatrixManager, PenaltyBuilder, VLALayer } from '../../src/layers/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { seededRandom } from '../../src/random.ts';
import { vlaProblem, vlaReference } from '../../src/reference.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { vlaInputs } from '../support/random.ts';

beforeAll(() => tf.setBackend('cpu'));

const [B, H, T, R, D, Dv] = [2, 2, 10, 2, 5, 4];
const inputs = vlaInputs(seededRandom(1), { B, H, T, R, D, Dv });

/** Token t of a tensor [B,H,T,…], without the axis T. */
function token(tensor: HostTensor, t: number): tf.Tensor {
  const all = tf.tensor(Float32Array.from(tensor.data), [...tensor.shape]);
  return tf.squeeze(tf.slice(all, [0, 0, t], [-1, -1, 1]), [2]);
}

describe('tracker and manager, token by token, are the operator', () => {
  test.each([
    { lambda0: 0.5 },
    { lambda0: 0.5, stabilization: { period: 3, epsilon: 0.1 } },
    { lambda0: 0.5, error: 'additive', renormalizeAbove: 2 },
  ] as const)('%j', (options) => {
    const { lambda0, stabilization, error, renormalizeAbove } = {
      stabilization: undefined,
      error: undefined,
      renormalizeAbove: undefined,
      ...options,
    };
    const expected = vlaReference(vlaProblem(inputs, { ...options, keepIntermediates: true }));
    const tracker = new InversePenaltyTracker({ lambda0, stabilization, batch: B, heads: H, headDim: D });
    const manager = new MemoryMatrixManager({ error, renormalizeAbove, batch: B, heads: H, keyDim: D, valueDim: Dv });
    const outputs: tf.Tensor[] = [];
    for (let t = 0; t < T; t++) {
      tf.tidy(() => {
        tracker.update(token(inputs.u, t) as tf.Tensor4D);
        const k = token(inputs.k, t) as tf.Tensor3D;
        const alpha = token(expected.writeDirections!, t) as tf.Tensor3D;
        const direction = tf.squeeze(tf.matMul(tracker.inverse, tf.expandDims(k, 3)), [3]);
        const length = tf.norm(direction, 'euclidean', -1, true);
        expect(relativeError(tf.div(direction, length).dataSync(), alpha.dataSync())).toBeLessThanOrEqual(1e-5);
        manager.write({ k, v: token(inputs.v, t) as tf.Tensor3D, alpha });
        outputs.push(tf.keep(manager.read(token(inputs.q, t) as tf.Tensor3D)));
      });
    }
    expect(tracker.step).toBe(T);
    expect(relativeError(tf.stack(outputs, 2).dataSync(), expected.output.data)).toBeLessThanOrEqual(2e-5);
    expect(relativeError(tracker.inverse.dataSync(), expected.finalInverse.data)).toBeLessThanOrEqual(2e-5);
    expect(relativeError(manager.memory.dataSync(), expected.finalMemory.data)).toBeLessThanOrEqual(2e-5);
    expect([...tracker.skippedUpdates.dataSync()]).toEqual([0, 0, 0, 0]);
  });

  test('a period of updates is one of tokens where each direction is a token of its own', () => {
    const stabilization = { period: 5, epsilon: 0.1 };
    const sizes = { batch: B, heads: H, headDim: D };
    const tracker = new InversePenaltyTracker({ lambda0: 0.5, stabilization, periodCounts: 'updates', ...sizes });
    for (let t = 0; t < T; t++) tf.tidy(() => tracker.update(token(inputs.u, t) as tf.Tensor4D));
    const alone = { ...vlaInputs(seededRandom(2), { B, H, T: T * R, R: 1, D, Dv }) };
    const u = { shape: [B, H, T * R, 1, D], data: inputs.u.data };
    const expected = vlaReference(vlaProblem({ ...alone, u }, { lambda0: 0.5, stabilization }));
    expect(relativeError(tracker.inverse.dataSync(), expected.finalInverse.data)).toBeLessThanOrEqual(2e-5);
    expect(() => new InversePenaltyTracker({ lambda0: 1, periodCounts: 'steps' as never, ...sizes })).toThrow(
      'periodCounts: was "steps"',
    );
  });

  test('a tracker begins where another stands, and again after a reset', () => {
    const options = { lambda0: 0.5, batch: B, heads: H, headDim: D };
    const before = tf.memory().numTensors;
    const whole = new InversePenaltyTracker(options);
    const take = (tracker: InversePenaltyTracker, t: number): void =>
      tf.tidy(() => tracker.update(token(inputs.u, t) as tf.Tensor4D));
    take(whole, 0);
    const rest = new InversePenaltyTracker({ ...options, initialInverse: whole.inverse });
    const start = whole.inverse.dataSync().slice();
    for (const tracker of [whole, rest]) take(tracker, 1);
    expect(rest.inverse.dataSync()).toEqual(whole.inverse.dataSync());
    rest.reset();
    expect(rest.inverse.dataSync()).toEqual(start);
    for (const tracker of [whole, rest]) tracker.dispose();
    expect(tf.memory().numTensors).toBe(before);
    const wrong = tf.zeros([1, 1, D, D]) as tf.Tensor4D;
    expect(() => new InversePenaltyTracker({ ...options, initialInverse: wrong })).toThrow('initialInverse: has shape');
  });

  test('an update that would divide by almost nothing is skipped, in that head alone', () => {
    // With a floor of 2, δ = 1 + uᵀu is too small for |u| = 0.5, and large enough for |u| = 2.
    const tracker = new InversePenaltyTracker({
      lambda0: 1,
      stabilization: { deltaFloor: 2 },
      batch: 1,
      heads: 2,
      headDim: 1,
    });
    tracker.update(tf.tensor4d([0.5, 2], [1, 2, 1, 1]));
    expect([...tracker.skippedUpdates.dataSync()]).toEqual([1, 0]);
    expect(tracker.inverse.dataSync()[0]).toBeCloseTo(3, 6);
    expect(tracker.inverse.dataSync()[1]).toBeCloseTo(1 - 4 / 5, 6);
    tracker.reset();
    expect([...tracker.inverse.dataSync(), ...tracker.skippedUpdates.dataSync(), tracker.step]).toEqual([
      1, 1, 0, 0, 0,
    ]);
  });
});

test('they hold one state, and free it', () => {
  const u = tf.ones([1, 1, 2, 3]) as tf.Tensor4D;
  const k = tf.ones([1, 1, 3]) as tf.Tensor3D;
  const before = tf.memory().numTensors;
  const tracker = new InversePenaltyTracker({ lambda0: 1, batch: 1, heads: 1, headDim: 3 });
  const manager = new MemoryMatrixManager({ batch: 1, heads: 1, keyDim: 3, valueDim: 3, renormalizeAbove: 1 });
  expect(tf.memory().numTensors).toBe(before + 3);
  for (let i = 0; i < 4; i++) {
    tracker.update(u);
    manager.write({ k, v: k, alpha: k });
  }
  expect(tf.memory().numTensors).toBe(before + 3);
  tracker.reset();
  manager.reset();
  expect(tf.memory().numTensors).toBe(before + 3);
  tracker.dispose();
  manager.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('they refuse tensors of another shape by name', () => {
  const tracker = new InversePenaltyTracker({ lambda0: 1, batch: 1, heads: 1, headDim: 3 });
  const manager = new MemoryMatrixManager({ batch: 1, heads: 1, keyDim: 3, valueDim: 2 });
  const k = tf.ones([1, 1, 3]) as tf.Tensor3D;
  expect(() => tracker.update(tf.ones([1, 1, 1, 4]))).toThrow('u: has shape [1, 1, 1, 4]; expected [B,H,R,D]');
  expect(() => tracker.update(tf.ones([1, 1, 3]) as never)).toThrow('u: has rank 3');
  expect(() => manager.write({ k, v: k, alpha: k })).toThrow('v: has shape [1, 1, 3]; expected [B,H,Dv] = [1, 1, 2]');
});

describe('penalty builder', () => {
  const keys = () => tf.randomNormal([2, 3, 4, 5], 0, 1, 'float32', 1);

  test.each([
    [{ kind: 'rank-1' }, 1],
    [{ kind: 'rank-r', rank: 3 }, 3],
    [{ kind: 'kernelised' }, 1],
    [{ kind: 'kernelised', rank: 3 }, 3],
    [{ fixedLambda: 0.5 }, 1],
  ] as const)('%j: shapes, also announced before the call', (args, rank) => {
    const builder = new PenaltyBuilder(args);
    const [directions, lambda] = builder.apply(keys()) as tf.Tensor[];
    expect(directions.shape).toEqual([2, 3, 4, rank, 5]);
    expect(lambda.shape).toEqual([2, 3, 4]);
    expect(builder.computeOutputShape([null, 3, null, 5])).toEqual([
      [null, 3, null, rank, 5],
      [null, 3, null],
    ]);
  });

  test('rank r cuts one product into rows', () => {
    const builder = new PenaltyBuilder({ kind: 'rank-r', rank: 2, seed: 1 });
    const k = keys();
    const [directions] = builder.apply(k) as tf.Tensor[];
    const product = tf.matMul(k, builder.getWeights()[0]).dataSync();
    expect([...directions.dataSync()]).toEqual([...product]);
  });

  test('a fixed λ is that number at every token, without a network', () => {
    const builder = new PenaltyBuilder({ fixedLambda: 0.25 });
    const [, lambda] = builder.apply(keys()) as tf.Tensor[];
    expect([...lambda.dataSync()]).toEqual(Array.from({ length: 2 * 3 * 4 }, () => 0.25));
    expect(builder.getWeights()).toHaveLength(1);
    expect(builder.getConfig()).toMatchObject({ fixedLambda: 0.25 });
    expect(() => new PenaltyBuilder({ fixedLambda: -1 })).toThrow('fixedLambda: was -1');
    const layer = new VLALayer({ modelDim: 4, heads: 2, fixedLambda: 0.25, seed: 1 });
    const x = tf.randomNormal([1, 3, 4], 0, 1, 'float32', 2);
    const { lambda: reported, output } = layer.forward(x);
    expect([...reported!.dataSync()]).toEqual(Array.from({ length: 2 * 3 }, () => 0.25));
    const without = new VLALayer({ modelDim: 4, heads: 2, lambdaHead: false, seed: 1 });
    expect([...output.dataSync()]).toEqual([...without.forward(x).output.dataSync()]);
  });

  test('every head has weights of its own', () => {
    const builder = new PenaltyBuilder({ seed: 2 });
    const k = tf.ones([1, 2, 1, 3]);
    const [directions] = builder.apply(k) as tf.Tensor[];
    const [first, second] = [directions.dataSync().slice(0, 3), directions.dataSync().slice(3)];
    expect([...first]).not.toEqual([...second]);
  });

  test('leaves its two outputs, and frees its weights', () => {
    const k = keys();
    const before = tf.memory().numTensors;
    const builder = new PenaltyBuilder();
    tf.dispose(builder.apply(k) as tf.Tensor[]);
    const held = tf.memory().numTensors;
    tf.dispose(builder.apply(k) as tf.Tensor[]);
    expect(tf.memory().numTensors).toBe(held);
    builder.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
