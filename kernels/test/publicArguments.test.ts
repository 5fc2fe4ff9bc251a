import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, test } from 'vitest';
import * as kernels from '../src/index.ts';
import { ArgumentError, lastingSession, openSession } from '../src/index.ts';
import { loadTransformer, saveTransformer, VLATransformer } from '../src/model/index.ts';
import * as references from '../src/reference.ts';
import { nodeGpu, openNodeSession } from '../src/node.ts';

type Call = (...args: readonly unknown[]) => unknown;

/** What is not typed can be anything. */
const untyped = (call: unknown): Call => call as Call;
const of = (...shape: number[]) => ({
  shape,
  data: new Float32Array(shape.reduce((product, size) => product * size, 1)),
});
const x = of(1, 1, 2, 2);
const session = await openSession({ backend: 'cpu' });

/** The error of a call that throws or rejects. */
async function errorOf(call: () => unknown): Promise<Error> {
  try {
    await call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

async function expectRefused(call: () => unknown, message: RegExp): Promise<void> {
  const error = await errorOf(call);
  expect(error).toBeInstanceOf(ArgumentError);
  expect(error.message).toMatch(message);
}

const operators = ['vla', 'deltaNet', 'gatedDelta', 'linearAttention', 'softmaxAttention'] as const;

describe.each(operators)('%s and its gradient', (name) => {
  const inputs = { q: x, k: x, v: x, ...(name === 'vla' && { u: x }) };
  const own = name === 'vla' ? { lambda0: 1 } : {};
  const calls = [
    (options: object) => untyped(kernels[name])(inputs, { ...own, ...options }),
    (options: object) => untyped(kernels[`${name}Gradient`])({ ...inputs, outputGradient: x }, { ...own, ...options }),
  ];

  test.each([
    [Promise.resolve(session), 'a Promise'],
    ['cpu', '"cpu"'],
    [{}, 'an object'],
    [{ backend: 'cpu' }, 'an object'],
    [{ backend: 'webgpu', adapter: {} }, 'an object'],
    [null, 'null'],
  ])('do not take a session that is %s', async (wrong, words) => {
    for (const call of calls) {
      await expectRefused(
        () => call({ session: wrong }),
        new RegExp(`^session: was ${words}; expected a session: await openSession\\(\\)`),
      );
    }
  });

  test('do not take a signal that is none', async () => {
    for (const call of calls) {
      await expectRefused(
        () => call({ session, signal: new AbortController() }),
        /^signal: was an AbortController; expected an AbortSignal: the controller’s signal/,
      );
      for (const signal of [null, 7, {}]) await expectRefused(() => call({ session, signal }), /^signal: was /);
    }
  });

  test('do not run on a session that was disposed', async () => {
    for (const backend of ['cpu', 'wasm', 'reference'] as const) {
      const closed = await openSession({ backend });
      expect(closed.isDisposed).toBe(false);
      closed.dispose();
      expect(closed.isDisposed).toBe(true);
      for (const call of calls) {
        const error = await errorOf(() => call({ session: closed }));
        expect(error).toMatchObject({ name: 'DeviceError', fault: 'unavailable' });
        expect(error.message).toBe('this session was disposed; open a new one');
      }
    }
  });
});

describe('opening a session', () => {
  test.each([
    ['cpu', /^options: was "cpu"; expected an object with backend, /],
    [null, /^options: was null/],
    [3, /^options: was 3/],
    [{ backed: 'cpu' }, /^options\.backed: is not known; expected one of backend, /],
    [{ backend: 'CPU' }, /^backend: was "CPU"; expected "auto" or "webgpu" or /],
    [{ timeLimit: -1 }, /^timeLimit: was -1; expected a number of milliseconds above 0/],
    [{ timeLimit: Infinity }, /^timeLimit: was Infinity/],
    [{ selfCheck: 'no' }, /^selfCheck: was "no"; expected true or false/],
    [{ forTensors: 1 }, /^forTensors: was 1; expected true or false/],
    [{ device: {} }, /^device: was an object; expected a GPUDevice/],
    [{ device: null }, /^device: was null; expected a GPUDevice/],
  ])('that can’t be opened is refused: %#', async (options, message) => {
    await expectRefused(() => untyped(openSession)(options), message);
  });

  test('that lasts leaves no choice of the backend', async () => {
    await expectRefused(() => untyped(lastingSession)({ backend: 'cpu' }), /^options\.backend: is not known/);
    await expectRefused(() => untyped(lastingSession)('gpu'), /^options: was "gpu"/);
  });

  test('that lasts gives a new one after it was disposed', async () => {
    const get = lastingSession({ timeLimit: 100 });
    const first = await get();
    expect(await get()).toBe(first);
    first.dispose();
    const second = await get();
    expect(second).not.toBe(first);
    expect(second.isDisposed).toBe(false);
  });

  test('in Node is as strict', async () => {
    await expectRefused(() => untyped(openNodeSession)('any'), /^options: was "any"/);
    await expectRefused(() => untyped(openNodeSession)({ backend: 'cpu' }), /^options\.backend: is not known/);
    await expectRefused(() => untyped(openNodeSession)({ drver: 'any' }), /^options\.drver: is not known/);
    for (const open of [openNodeSession, nodeGpu]) {
      await expectRefused(
        () => untyped(open)({ driver: 'nvidia' }),
        /^driver: was "nvidia"; expected "any" or "lavapipe" or "swiftshader"/,
      );
    }
  });
});

const decoders = [
  'openVlaDecoder',
  'openDeltaNetDecoder',
  'openGatedDeltaDecoder',
  'openLinearAttentionDecoder',
] as const;

describe.each(decoders)('%s', (name) => {
  const sizes = { B: 1, H: 1, D: 2, Dv: 2 };
  const options = name === 'openVlaDecoder' ? { lambda0: 1 } : {};
  const open = untyped(kernels[name]);

  test.each([
    [undefined, /^call: was undefined; expected an object with sizes, options, state, session/],
    [null, /^call: was null/],
    [{}, /^sizes: was undefined; expected an object with B, H, D, Dv/],
    [{ sizes: { batch: 1, heads: 1, headDim: 2 } }, /^sizes\.batch: is not known; expected one of B, H, D, Dv/],
    [{ sizes: { B: 1, H: 1, D: 2 } }, /^sizes\.Dv: was undefined; expected a positive integer/],
    [{ sizes: { ...sizes, D: 0 } }, /^sizes\.D: was 0/],
    [{ sizes: { ...sizes, T: 3 } }, /^sizes\.T: is not known/],
    [{ sizes, options, sesion: session }, /^call\.sesion: is not known/],
    [{ sizes, options, session: 'cpu' }, /^session: was "cpu"; expected a session/],
    [{ sizes, options, session: Promise.resolve(session) }, /^session: was a Promise/],
    [{ sizes, options: null }, /^options: was null/],
    [
      { sizes, options: { ...options, session } },
      /^options\.session: is not among the options of a decoder; expected beside them/,
    ],
    [{ sizes, options: { ...options, form: 'chunk' } }, /^options\.form: is no option of a decoder/],
    [{ sizes, session, options: { ...options, lamda: 1 } }, /^options\.lamda: is not known/],
    [{ sizes, options, state: {} }, /^state\.\w+: was undefined; expected a tensor/],
    [{ sizes, options, state: 'x' }, /^state: was "x"/],
    [{ sizes, options, state: { S: x, A: x, steps: 2 } }, /^state\.S: is not known; expected one of .*memory.*steps/],
  ])('that can’t be opened is refused: %#', async (call, message) => {
    await expectRefused(() => open(call), message);
  });

  test('continues from the result of a call with the tokens before', async () => {
    const operator = { openVlaDecoder: 'vla', openDeltaNetDecoder: 'deltaNet', openGatedDeltaDecoder: 'gatedDelta' }[
      name as string
    ] as 'vla' | undefined;
    const numbers = (seed: number) => ({
      shape: [1, 1, 3, 2],
      data: Float32Array.of(seed, 0.5, -0.25, seed, 0.5, 0.1),
    });
    const all = { q: numbers(0.3), k: numbers(0.6), v: numbers(0.9), ...(operator === 'vla' && { u: numbers(0.2) }) };
    const part = (from: number, to: number) =>
      Object.fromEntries(
        Object.entries(all).map(([key, { data }]) => [
          key,
          { shape: [1, 1, to - from, 2], data: data.slice(2 * from, 2 * to) },
        ]),
      );
    const run = untyped(kernels[operator ?? 'linearAttention']);
    const whole = (await run(all, { ...options, session })) as kernels.VlaResult;
    const prompt = await run(part(0, 2), { ...options, session });
    const decoder = (await open({ sizes, options, state: prompt, session })) as kernels.Decoder<unknown, unknown>;
    expect(decoder.steps).toBe(2);
    const { output } = await decoder.stepMany(part(2, 3));
    expect([...output.data]).toEqual([...whole.output.data.slice(4)]);
    const { output: _, ...lacking } = prompt as kernels.VlaResult;
    await expectRefused(() => open({ sizes, options, state: lacking, session }), /^state\.output: was undefined/);
  });
});

test('R is a size of the decoder that has directions, and 1 for others', async () => {
  const sizes = { B: 1, H: 1, D: 2, Dv: 2, R: 2 };
  const decoder = await kernels.openVlaDecoder({ sizes, options: { lambda0: 1 }, session });
  decoder.dispose();
  await expectRefused(
    () => kernels.openDeltaNetDecoder({ sizes, session }),
    /^sizes\.R: was 2; expected 1, as a token has no/,
  );
});

test('what a call decides is no option of a VLA decoder', async () => {
  const sizes = { B: 1, H: 1, D: 2, Dv: 2 };
  for (const option of [{ firstStep: 3 }, { keepIntermediates: true }]) {
    const options = { lambda0: 1, ...option };
    await expectRefused(() => kernels.openVlaDecoder({ sizes, options, session }), /^options\.\w+: is no option of/);
  }
});

test('decodeStep takes a state, a token and options', async () => {
  const decodeStep = untyped(kernels.decodeStep);
  const state = { memory: x, inverse: x, steps: 0 };
  const token = { q: of(1, 1, 2), k: of(1, 1, 2), v: of(1, 1, 2), u: of(1, 1, 2) };
  await expectRefused(() => decodeStep(), /^state: was undefined/);
  await expectRefused(() => decodeStep({ S: x }, token, {}), /^state\.S: is not known/);
  await expectRefused(() => decodeStep({ ...state, steps: undefined }, token), /^state\.steps: was undefined/);
  await expectRefused(() => decodeStep({ ...state, inverse: 1 }, token), /^inverse: was 1; expected a tensor/);
  await expectRefused(() => decodeStep(state, null), /^token: was null/);
  await expectRefused(() => decodeStep(state, token), /^lambda0: was undefined/);
  await expectRefused(() => decodeStep(state, token, { lambda0: 1, session: 'cpu' }), /^session: was "cpu"/);
});

describe.each(operators)('the references of %s', (name) => {
  test('take a checked call, and say who makes one', async () => {
    const inputs = { q: x, k: x, v: x, ...(name === 'vla' && { u: x }) };
    const given = name === 'vla' ? { lambda0: 1 } : {};
    const all = references as unknown as Readonly<Record<string, Call>>;
    const forward = [all[`${name}Reference`]!, ...(name === 'vla' ? [all['vlaChunked']!, all['vlaParallel']!] : [])];
    const gradient = all[`${name}GradientReference`]!;
    for (const reference of forward) {
      for (const wrong of [inputs, undefined, null, 3]) {
        await expectRefused(
          () => reference(wrong, given),
          new RegExp(`^problem: was .*; expected what ${name}Problem\\(inputs, options\\) returns`),
        );
      }
      expect(reference(all[`${name}Problem`]!(inputs, given))).toHaveProperty('output');
    }
    const problem = all[`${name}GradientProblem`]!({ ...inputs, outputGradient: x }, given);
    expect(gradient(problem)).toHaveProperty('q');
    await expectRefused(
      () => gradient(all[`${name}Problem`]!(inputs, given)),
      /^problem: was an object; .*GradientProblem/,
    );
    await expectRefused(() => forward[0]!(problem), /^problem: was an object; expected what \w+Problem\(/);
  });
});

test('the file of a model can be an ArrayBuffer, as a response gives it; nothing else is one', async () => {
  const model = new VLATransformer({ vocabulary: 4, length: 3, modelDim: 4, heads: 1, layers: 1 });
  const bytes = await saveTransformer(model);
  const loaded = loadTransformer(bytes.slice().buffer);
  expect(loaded.config).toEqual(model.config);
  for (const wrong of [undefined, null, 'model.safetensors', {}, [1, 2], new Float32Array(4)]) {
    await expectRefused(() => untyped(loadTransformer)(wrong), /^file: was .*; expected its bytes, a Uint8Array or an/);
  }
  for (const one of [model, loaded]) one.dispose();
});
