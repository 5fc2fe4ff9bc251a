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
    const from = (T + (isState(input) ? 0 : TOKEN)) * D;
    const [output, expected] = await Promise.all([result['output']!.data(), clean['output']!.data()]);
    // The other head and the tokens before are as without it; the rest is no number that could pass for a result.
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
  });
});

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
