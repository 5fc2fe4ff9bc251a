import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers'; // the gradient of tf.sum
import { beforeAll, describe, expect, test } from 'vitest';
import { deltaNet, linearAttention, softmaxAttention, vla } from '../../src/index.ts';
import type { HostTensor, RunReport, WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { seededRandom } from '../../src/random.ts';
import { sharedDeviceSession } from '../support/device.ts';
import { normals, vlaInputs } from '../support/random.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await sharedDeviceSession();
});

const random = seededRandom(12);
const [B, H, T, D] = [1, 2, 24, 4];
const given = vlaInputs(random, { B, H, T, R: 1, D, Dv: D });
const positive = ({ shape, data }: HostTensor): HostTensor => ({ shape, data: data.map(Math.exp) });

type Tensors = Record<string, HostTensor>;
type Results = Record<string, tf.Tensor> & { readonly ran: RunReport };

interface Case {
  readonly name: string;
  readonly inputs: Tensors;
  readonly call: (inputs: never) => Results;
}

const { q, k, v, u } = given;
const initialMemory = normals(random, B, H, D, D);
const features = { q: positive(q), k: positive(k), v };
const cases: readonly Case[] = [
  ...(['recurrent', 'chunk', 'parallel'] as const).map((form): Case => ({
    name: `vla, ${form}`,
    inputs: { q, k, v, u, initialMemory },
    call: (inputs) => vla(inputs, { lambda0: 1, form }) as never,
  })),
  ...(['recurrent', 'chunk'] as const).flatMap((form): Case[] => [
    {
      name: `deltaNet, ${form}`,
      inputs: { q, k, v, beta: positive(normals(random, B, H, T)) },
      call: (inputs) => deltaNet(inputs, { form }) as never,
    },
    {
      name: `linearAttention, ${form}`,
      inputs: { ...features, initialNormalizer: positive(normals(random, B, H, D)) },
      call: (inputs) => linearAttention(inputs, { form }) as never,
    },
  ]),
  { name: 'softmaxAttention', inputs: { q, k, v }, call: (inputs) => softmaxAttention(inputs) as never },
];

/** tf.Tensors; one number of one of them is not finite. */
function toTensors(inputs: Tensors, bad?: { readonly name: string; readonly index: number; readonly value: number }) {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, data }]) => {
      const numbers = Float32Array.from(data);
      if (bad?.name === name) numbers[bad.index] = bad.value;
      return [name, tf.tensor(numbers, [...shape])];
    }),
  );
}

const isState = (name: string): boolean => name.startsWith('initial');
const everyInput = cases.flatMap(({ inputs, ...one }) =>
  Object.keys(inputs).map((name) => ({ ...one, inputs, input: name, operator: one.name })),
);

/** The second head's seventh token, or its state. */
const TOKEN = 7;

/** The first head and the tokens before `token` are as without a fault; the rest is no number that could pass for a result. */
async function expectLostFrom(result: Results, clean: Results, token: number): Promise<void> {
  const from = (T + token) * D;
  const [output, expected] = await Promise.all([result['output']!.data(), clean['output']!.data()]);
  expect(relativeError(output.slice(0, from) as Float32Array, expected.slice(0, from) as Float32Array)).toBeLessThan(
    1e-6,
  );
  expect([...output.slice(from)].every(Number.isNaN)).toBe(true);
  for (const name of Object.keys(result).filter((one) => one.startsWith('final') || one === 'skippedUpdates')) {
    const numbers = await result[name]!.data();
    const half = numbers.length / 2;
    expect([...numbers.slice(0, half)].every(Number.isFinite), name).toBe(true);
    expect([...numbers.slice(half)].every(Number.isNaN), name).toBe(true);
  }
}

describe.each([NaN, Infinity, -Infinity])('%s in an input of an operator on tensors', (value) => {
  test.each(everyInput)('$operator: $input', async ({ inputs, input, call }) => {
    await session.settled();
    const clean = call(toTensors(inputs) as never);
    const { data } = inputs[input]!;
    const perHead = data.length / H;
    const index = isState(input) ? perHead : perHead + (perHead / T) * TOKEN;
    const result = call(toTensors(inputs, { name: input, index, value }) as never);
    await expect(session.settled()).rejects.toMatchObject({
      name: 'DeviceError',
      fault: 'non-finite',
      message: expect.stringContaining(`the input "${input}" is NaN or infinite at [0, 1,`) as string,
      position: { buffer: input, index },
    });
    await session.settled();
    await expectLostFrom(result, clean, isState(input) ? 0 : TOKEN);
  });
});

describe.each(['recurrent', 'chunk', 'parallel'] as const)(
  'a direction that arrays are refused for: vla, %s',
  (form) => {
    const R = 2;
    const own = vlaInputs(random, { B, H, T, R, D, Dv: D });
    const call = (u: HostTensor, lambda0 = 1): Results =>
      vla(toTensors({ ...own, u }) as never, { lambda0, form }) as never;
    /** `u` with another direction in place of one. */
    const withRow = (row: number, numbers: readonly number[]): HostTensor => {
      const data = Float64Array.from(own.u.data);
      data.set(numbers, row * D);
      return { shape: own.u.shape, data };
    };
    const rows = B * H * T * R;
    /** The second head's, of one token the second. */
    const row = rows / 2 + TOKEN * R + 1;
    const place = `[0, 1, ${TOKEN}, 1]`;
    /** For these sizes and λ0 = 1. */
    const longest = '9.22e+18';

    test.each([
      ['1e20 at each place', [1e20, 1e20, 1e20, 1e20]],
      ['the largest number there is at each', [3.4e38, 3.4e38, 3.4e38, 3.4e38]],
      ['longer than the bound by a hundredth', [0, 0, 0, 1.01 * Number(longest)]],
    ])('%s: reported, and no earlier token is touched', async (_, direction) => {
      await session.settled();
      await expect(vla({ ...own, u: withRow(row, direction) }, { lambda0: 1, session })).rejects.toMatchObject({
        name: 'ArgumentError',
        message: expect.stringContaining(`at ${place}; expected at most ${longest}: 1 + uᵀA u would leave`) as string,
      });
      const clean = call(own.u);
      const result = call(withRow(row, direction));
      await expect(session.settled()).rejects.toMatchObject({
        name: 'DeviceError',
        fault: 'non-finite',
        message: expect.stringContaining(
          `the input "u" has a direction longer than ${longest} at ${place}: 1 + uᵀA u would leave float32`,
        ) as string,
        position: { buffer: 'u', index: row * D },
      });
      await session.settled();
      await expectLostFrom(result, clean, TOKEN);
    });

    test('every one, where λ0 is small', async () => {
      await session.settled();
      const { output } = call({ shape: own.u.shape, data: own.u.data.map(() => 1e20) }, 1e-7);
      await expect(session.settled()).rejects.toThrow('has a direction longer than 2.92e+15 at [0, 0, 0, 0]');
      expect([...(await output!.data())].every(Number.isNaN)).toBe(true);
      await session.settled();
    });

    test('its gradient is none', async () => {
      await session.settled();
      const tensors = toTensors({ ...own, u: withRow(row, [1e20, 0, 0, 0]) });
      const loss = (value: tf.Tensor): tf.Scalar =>
        tf.sum((vla({ ...tensors, v: value } as never, { lambda0: 1, form }) as never as Results)['output']!);
      const gradient = await tf.grad(loss)(tensors['v']!).data();
      await expect(session.settled()).rejects.toThrow('the input "u" has a direction longer than');
      await session.settled().catch(() => undefined);
      expect([...gradient.slice(0, gradient.length / 2)].every(Number.isFinite)).toBe(true);
      expect([...gradient.slice(gradient.length / 2)].every(Number.isNaN)).toBe(true);
    });

    test('one just below the bound is taken, at both ends of a head', async () => {
      await session.settled();
      for (const one of [0, rows / 2 - 1, rows - 1]) {
        for (const place of [0, D - 1]) {
          const direction = Array.from({ length: D }, (_, j) => (j === place ? 0.99 * Number(longest) : 0));
          const given = withRow(one, direction);
          const output = await call(given)['output']!.data();
          const { output: expected } = await vla({ ...own, u: given }, { lambda0: 1, form, session });
          expect(relativeError(output as Float32Array, expected.data)).toBeLessThan(1e-6);
        }
      }
      await session.settled();
    });
  },
);

describe('where the fault is reported', () => {
  const { inputs, call } = cases[0]!;
  const bad = { name: 'u', index: 2 * D + 1, value: NaN };

  test('the next call throws it', async () => {
    const result = call(toTensors(inputs, bad) as never);
    await result['output']!.data();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(() => call(toTensors(inputs) as never)).toThrow('the input "u" is NaN or infinite at [0, 0, 2, 0, 1]');
    call(toTensors(inputs) as never);
    await session.settled();
  });

  test('a result that overflows is one, too', async () => {
    const large = { ...inputs, v: { shape: v.shape, data: v.data.map(() => 3e38) } };
    call(toTensors({ ...large, q: { shape: q.shape, data: q.data.map(() => 1e20) } }) as never);
    await expect(session.settled()).rejects.toMatchObject({
      fault: 'non-finite',
      message: expect.stringContaining('diverged: "output" is NaN or infinite') as string,
    });
  });

  test('numbers that are finite are none, the largest and the smallest included', async () => {
    const extreme = {
      ...inputs,
      v: { shape: v.shape, data: v.data.map((_, i) => [3e38, -1e-40, 0, -0][i % 4]! * 1e-3) },
    };
    call(toTensors(extreme) as never);
    await session.settled();
  });
});

describe('gradients', () => {
  test.each(cases)('$name: of a call with a number that is not finite', async ({ inputs, call }) => {
    await session.settled();
    const names = Object.keys(inputs);
    const loss = (...tensors: tf.Tensor[]): tf.Scalar =>
      tf.sum(call(Object.fromEntries(names.map((name, i) => [name, tensors[i]!])) as never)['output']!);
    const tensors = toTensors(inputs, { name: 'k', index: TOKEN * D, value: NaN });
    const gradients = tf.grads(loss)(names.map((name) => tensors[name]!));
    await expect(session.settled()).rejects.toMatchObject({ fault: 'non-finite' });
    await session.settled().catch(() => undefined);
    for (const [i, gradient] of gradients.entries()) {
      const numbers = await gradient.data();
      expect([...numbers.slice(0, numbers.length / 2)].every(Number.isNaN), names[i]).toBe(true);
    }
  });
});
