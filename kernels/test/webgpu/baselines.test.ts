import { beforeAll, describe, expect, test } from 'vitest';
import { deltaNet, linearAttention, openSession, softmaxAttention } from '../../src/index.ts';
import type { HostTensor, Session, WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { seededRandom } from '../../src/random.ts';
import { defaultLimitsSession } from '../support/device.ts';
import { normals, unitVectors } from '../support/random.ts';

const TOLERANCE = 2e-5;

let device: WebGpuSession;
let reference: Session;
beforeAll(async () => {
  device = await defaultLimitsSession();
  reference = await openSession({ backend: 'reference' });
});

const sizes = [
  { B: 1, H: 1, T: 1, D: 1, Dv: 1 },
  { B: 2, H: 3, T: 17, D: 8, Dv: 5 },
  { B: 1, H: 2, T: 65, D: 30, Dv: 33 },
  { B: 1, H: 2, T: 100, D: 64, Dv: 64 },
  { B: 1, H: 1, T: 40, D: 128, Dv: 96 },
];

const features = (tensor: HostTensor): HostTensor => ({ shape: tensor.shape, data: tensor.data.map(Math.exp) });

/** Every tensor of both results, compared. */
function expectEqual(actual: object, expected: object): void {
  const tensors = Object.entries(expected).filter(([name]) => name !== 'ran') as [string, HostTensor][];
  expect(tensors.length).toBeGreaterThan(0);
  for (const [name, { shape, data }] of tensors) {
    const other = (actual as Record<string, HostTensor>)[name]!;
    expect(other.shape, name).toEqual(shape);
    expect(relativeError(other.data, data), name).toBeLessThanOrEqual(TOLERANCE);
  }
}

describe.each(sizes)('at WebGPU’s default limits, B=$B H=$H T=$T D=$D Dv=$Dv', ({ B, H, T, D, Dv }) => {
  const random = seededRandom(1000 * D + T);
  const [q, k, v] = [normals(random, B, H, T, D), unitVectors(random, B, H, T, D), normals(random, B, H, T, Dv)];
  const initialMemory = normals(random, B, H, Dv, D);

  test('deltaNet', async () => {
    const beta = {
      shape: [B, H, T],
      data: random.fillNormal(new Float64Array(B * H * T)).map((x) => 1 / (1 + Math.exp(-x))),
    };
    const inputs = { q, k, v, beta, initialMemory };
    const result = await deltaNet(inputs, { session: device });
    expect(result.ran).toMatchObject({ operator: 'deltanet', backend: 'webgpu', adapter: device.adapter });
    expect(result.ran.dispatches).toBeGreaterThan(0);
    expectEqual(result, await deltaNet(inputs, { session: reference }));
  });

  test('linearAttention', async () => {
    const initialNormalizer = features(normals(random, B, H, D));
    const inputs = { q: features(q), k: features(k), v, initialMemory, initialNormalizer };
    const options = { epsilon: 0.01 };
    const result = await linearAttention(inputs, { ...options, session: device });
    expectEqual(result, await linearAttention(inputs, { ...options, session: reference }));
  });

  test('softmaxAttention', async () => {
    const options = { scale: 2 };
    const result = await softmaxAttention({ q, k, v }, { ...options, session: device });
    expectEqual(result, await softmaxAttention({ q, k, v }, { ...options, session: reference }));
  });
});

test.each(['chunk', 'recurrent'] as const)('linearAttention with more heads than a grid is wide, %s', async (form) => {
  const random = seededRandom(9);
  const [B, H, T, D, Dv] = [65_540, 1, 3, 1, 2];
  const [q, k, v] = [normals(random, B, H, T, D), normals(random, B, H, T, D), normals(random, B, H, T, Dv)];
  const inputs = { q: features(q), k: features(k), v };
  const result = await linearAttention(inputs, { form, session: device });
  expect(result.ran.form).toBe(form);
  expectEqual(result, await linearAttention(inputs, { session: reference }));
});

test('a sequence cut in two, state carried, equals one pass', async () => {
  const random = seededRandom(5);
  const [B, H, T, D, Dv, cut] = [1, 2, 50, 16, 12, 19];
  const inputs = {
    q: normals(random, B, H, T, D),
    k: unitVectors(random, B, H, T, D),
    v: normals(random, B, H, T, Dv),
  };
  const part = ({ shape, data }: HostTensor, begin: number, end: number): HostTensor => {
    const size = shape[3]!;
    const rows = Array.from({ length: B * H }, (_, head) => [
      ...data.slice((head * T + begin) * size, (head * T + end) * size),
    ]);
    return { shape: [B, H, end - begin, size], data: Float64Array.from(rows.flat()) };
  };
  const cutInputs = (begin: number, end: number) => ({
    q: part(inputs.q, begin, end),
    k: part(inputs.k, begin, end),
    v: part(inputs.v, begin, end),
  });
  const whole = await deltaNet(inputs, { session: device });
  const head = await deltaNet(cutInputs(0, cut), { session: device });
  const tail = await deltaNet({ ...cutInputs(cut, T), initialMemory: head.finalMemory }, { session: device });
  expect(relativeError(tail.finalMemory.data, whole.finalMemory.data)).toBeLessThanOrEqual(1e-6);
  expect(relativeError(tail.output.data, part(whole.output, cut, T).data)).toBeLessThanOrEqual(1e-6);
});

test('softmax attention stays finite where exponentials overflow', async () => {
  const random = seededRandom(6);
  const [q, k, v] = [normals(random, 1, 1, 20, 8), normals(random, 1, 1, 20, 8), normals(random, 1, 1, 20, 8)];
  const options = { scale: 500 };
  const result = await softmaxAttention({ q, k, v }, { ...options, session: device });
  expectEqual(result, await softmaxAttention({ q, k, v }, { ...options, session: reference }));
});
