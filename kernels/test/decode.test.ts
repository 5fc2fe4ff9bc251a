import { beforeAll, describe, expect, test } from 'vitest';
import { ArgumentError, DeviceError } from '../src/errors.ts';
import { deltaNet, openDeltaNetDecoder } from '../src/ops/deltanet/index.ts';
import { linearAttention, openLinearAttentionDecoder } from '../src/ops/linear/index.ts';
import { decodeStep, openVlaDecoder } from '../src/ops/vla/decode/decoder.ts';
import type { VlaDecodeState } from '../src/ops/vla/decode/decoder.ts';
import { vla } from '../src/ops/vla/index.ts';
import { seededRandom } from '../src/random.ts';
import { openSession } from '../src/runtime/session.ts';
import type { Session } from '../src/runtime/session.ts';
import { decode, stacked, tokenAt } from './support/decoding.ts';
import { normals, unitVectors, vlaInputs } from './support/random.ts';

const withoutDirections = { B: 2, H: 2, D: 6, Dv: 5 };
const sizes = { ...withoutDirections, R: 2 };
const T = 17;
const options = { lambda0: 0.3, stabilization: { period: 5, epsilon: 0.01 } };
const inputs = vlaInputs(seededRandom(1), { ...sizes, T });

describe.each(['reference', 'cpu', 'wasm'] as const)('token by token on %s', (backend) => {
  let session: Session;
  beforeAll(async () => {
    session = await openSession({ backend });
  });

  test('VLA equals the whole sequence to the bit', async () => {
    const whole = await vla(inputs, { ...options, session });
    const decoder = await openVlaDecoder({ sizes, options, session });
    const decoded = await decode(decoder, inputs, 0, T);
    expect([...stacked(decoded).data]).toEqual([...whole.output.data]);
    const state = await decoder.state();
    expect(state.steps).toBe(T);
    expect(state.memory).toEqual(whole.finalMemory);
    expect(state.inverse).toEqual(whole.finalInverse);
    expect(decoded[0].ran).toMatchObject({ operator: 'vla', backend, form: 'recurrent', dispatches: 0 });
  });

  test('decodeStep equals the decoder and leaves the given state alone', async () => {
    const decoder = await openVlaDecoder({ sizes, options, session });
    let state: VlaDecodeState = await decoder.state();
    for (let t = 0; t < T; t++) {
      const copy = structuredClone(state);
      const { output } = await decoder.step(tokenAt(inputs, t));
      const next = await decodeStep(state, tokenAt(inputs, t), { ...options, session });
      expect(next.output).toEqual(output);
      expect(state).toEqual(copy);
      state = next.state;
    }
    expect(state).toEqual(await decoder.state());
  });

  test('continues from the state of another decoder', async () => {
    const first = await openVlaDecoder({ sizes, options, session });
    const before = await decode(first, inputs, 0, 8);
    const second = await openVlaDecoder({ sizes, options, session, state: await first.state() });
    expect(second.steps).toBe(8);
    const after = await decode(second, inputs, 8, T);
    const whole = await vla(inputs, { ...options, session });
    expect([...stacked([...before, ...after]).data]).toEqual([...whole.output.data]);
  });

  test('DeltaNet and linear attention equal the whole sequence to the bit', async () => {
    const random = seededRandom(2);
    const { B, H, D, Dv } = sizes;
    const [q, k, v] = [normals(random, B, H, T, D), unitVectors(random, B, H, T, D), normals(random, B, H, T, Dv)];
    const beta = { shape: [B, H, T], data: new Float64Array(B * H * T).map(() => random.uniform()) };
    const features = { q: { ...q, data: q.data.map(Math.exp) }, k: { ...k, data: k.data.map(Math.exp) }, v };

    const delta = await openDeltaNetDecoder({ sizes: withoutDirections, session });
    const deltaWhole = await deltaNet({ q, k, v, beta }, { session });
    const decoded = await decode(delta, { q, k, v, beta }, 0, T);
    expect([...stacked(decoded).data]).toEqual([...deltaWhole.output.data]);
    expect((await delta.state()).memory).toEqual(deltaWhole.finalMemory);

    const linear = await openLinearAttentionDecoder({ sizes: withoutDirections, session });
    const linearWhole = await linearAttention(features, { session });
    expect([...stacked(await decode(linear, features, 0, T)).data]).toEqual([...linearWhole.output.data]);
    expect((await linear.state()).normalizer).toEqual(linearWhole.finalNormalizer);
  });
});

describe('a decoder', () => {
  const open = async () => openVlaDecoder({ sizes, options, session: await openSession({ backend: 'cpu' }) });

  test('takes overlapping calls in order', async () => {
    const decoder = await open();
    const steps = Array.from({ length: T }, (_, t) => decoder.step(tokenAt(inputs, t)));
    const state = decoder.state();
    const whole = await vla(inputs, { ...options, session: await openSession({ backend: 'cpu' }) });
    expect([...stacked(await Promise.all(steps)).data]).toEqual([...whole.output.data]);
    expect((await state).memory).toEqual(whole.finalMemory);
  });

  test('refuses a token it can not use, and stays usable', async () => {
    const decoder = await open();
    const token = tokenAt(inputs, 0);
    const wrong = { ...token, k: { shape: [2, 2, 5], data: new Float64Array(20) } };
    await expect(decoder.step(wrong)).rejects.toThrow('k: has shape [2, 2, 5]; expected [B,H,D] = [2, 2, 6]');
    await expect(decoder.step({ ...token, u: token.q })).rejects.toThrow(ArgumentError);
    const infinite = { ...token, v: { shape: [2, 2, 5], data: new Float64Array(20).fill(NaN) } };
    await expect(decoder.step(infinite)).rejects.toThrow('v: is NaN at [0, 0, 0, 0]');
    expect(decoder.steps).toBe(0);
    await expect(decoder.step(token)).resolves.toMatchObject({ output: { shape: [2, 2, 5] } });
  });

  test('refuses sizes and states that do not fit', async () => {
    await expect(openVlaDecoder({ sizes: { ...sizes, D: 0 }, options })).rejects.toThrow('sizes.D: was 0');
    const state = await (await open()).state();
    await expect(openVlaDecoder({ sizes: { ...sizes, D: 7 }, options, state })).rejects.toThrow('initialMemory');
    await expect(openVlaDecoder({ sizes, options: { lambda0: -1 } })).rejects.toThrow('lambda0');
  });

  test('gives nothing more after a step that failed', async () => {
    const decoder = await open();
    const huge = tokenAt(inputs, 0);
    const token = {
      ...huge,
      v: { shape: [2, 2, 5], data: new Float64Array(20).fill(3e38) },
      q: { shape: [2, 2, 6], data: new Float64Array(24).fill(3e38) },
    };
    await expect(decoder.step(token)).rejects.toThrow(DeviceError);
    await expect(decoder.step(tokenAt(inputs, 1))).rejects.toThrow('an earlier step gave no result');
    await expect(decoder.state()).rejects.toThrow('open a new decoder');
  });

  test('gives nothing after it was disposed', async () => {
    const decoder = await open();
    decoder.dispose();
    decoder.dispose();
    await expect(decoder.step(tokenAt(inputs, 0))).rejects.toThrow('disposed');
    await expect(decoder.state()).rejects.toThrow('disposed');
  });
});

describe('what is no token or state', () => {
  const none = undefined as never;
  const open = async () => ({
    vla: await openVlaDecoder({ sizes, options, session: await openSession({ backend: 'cpu' }) }),
    deltaNet: await openDeltaNetDecoder({ sizes: withoutDirections, session: await openSession({ backend: 'cpu' }) }),
  });

  test('is refused by its name, and leaves the decoder as it was', async () => {
    const { vla: ours, deltaNet: delta } = await open();
    const { u: _, ...withoutDirections } = tokenAt(inputs, 0);
    await expect(ours.step(none)).rejects.toThrow(/^token: was undefined; expected an object with q, k, v, u/);
    await expect(ours.step(withoutDirections as never)).rejects.toThrow(/^u: was undefined/);
    await expect(delta.step(none)).rejects.toThrow(/^token: was undefined; expected an object with q, k, v, beta/);
    const { q, k, v } = tokenAt(inputs, 0);
    await expect(delta.step({ q, k, v, gamma: q } as never)).rejects.toThrow(/^token\.gamma: is not known/);
    expect(ours.steps + delta.steps).toBe(0);
    await ours.step(tokenAt(inputs, 0));
    expect(ours.steps).toBe(1);
  });

  test('a memory without heads is refused by decodeStep', async () => {
    const { memory, ...rest } = await (await open()).vla.state();
    const flat = { shape: [2, 10, 6], data: memory.data };
    await expect(decodeStep({ memory: flat, ...rest }, tokenAt(inputs, 0), options)).rejects.toThrow(
      /^memory: has rank 3, shape \[2, 10, 6\]; expected \[B,H,Dv,D\]/,
    );
  });

  test.each([-1, 1.5, NaN, 'x', undefined])('a state after %s steps is refused', async (steps) => {
    const { vla: ours, deltaNet: delta } = await open();
    const saved = { ...(await delta.state()), steps: steps as never };
    await expect(openDeltaNetDecoder({ sizes: withoutDirections, state: saved })).rejects.toThrow(
      /^state\.steps: was .*non-negative integer/,
    );
    const { memory: _, ...rest } = await delta.state();
    await expect(openDeltaNetDecoder({ sizes: withoutDirections, state: rest as never })).rejects.toThrow(
      /^state\.memory: was undefined/,
    );
    const own = { ...(await ours.state()), steps: steps as never };
    await expect(openVlaDecoder({ sizes, options, state: own })).rejects.toThrow(/^state\.steps: was/);
  });
});
