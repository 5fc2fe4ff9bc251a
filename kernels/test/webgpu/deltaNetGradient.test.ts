import { beforeAll, describe, expect, test } from 'vitest';
import { deltaNetGradient } from '../../src/index.ts';
import type { HostTensor, WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { deltaNetGradientProblem } from '../../src/ops/deltanet/gradientProblem.ts';
import { deltaNetGradientReference } from '../../src/ops/deltanet/gradientReference.ts';
import { seededRandom } from '../../src/random.ts';
import type { Random } from '../../src/random.ts';
import { defaultLimitsSession, sharedDeviceSession } from '../support/device.ts';
import { normals, unitVectors } from '../support/random.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await sharedDeviceSession();
});

interface Sizes {
  readonly B: number;
  readonly H: number;
  readonly T: number;
  readonly D: number;
  readonly Dv: number;
}

const sizes: Sizes = { B: 1, H: 2, T: 21, D: 8, Dv: 8 };

function inputsOf(random: Random, { B, H, T, D, Dv }: Sizes, { beta = true, states = false } = {}) {
  const strengths = { shape: [B, H, T], data: Float32Array.from({ length: B * H * T }, () => random.uniform(0.1, 1)) };
  return {
    q: normals(random, B, H, T, D),
    k: unitVectors(random, B, H, T, D),
    v: normals(random, B, H, T, Dv),
    ...(beta && { beta: strengths }),
    outputGradient: normals(random, B, H, T, Dv),
    ...(states && {
      initialMemory: normals(random, B, H, Dv, D),
      finalMemoryGradient: normals(random, B, H, Dv, D),
    }),
  };
}

/** Against float64; what is measured is below 1e-6. */
function expectSame(actual: object, inputs: object): void {
  const expected = Object.entries(deltaNetGradientReference(deltaNetGradientProblem(inputs as never)));
  const { ran: _, ...gradients } = actual as Record<string, HostTensor>;
  expect(Object.keys(gradients).sort()).toEqual(expected.map(([name]) => name).sort());
  for (const [name, { shape, data }] of expected as [string, HostTensor][]) {
    expect(gradients[name]!.shape, name).toEqual(shape);
    expect(relativeError(gradients[name]!.data, data), name).toBeLessThanOrEqual(1e-5);
  }
}

describe.each(['recurrent', 'chunk'] as const)('the gradient of deltanet on a device, %s', (form) => {
  const random = seededRandom(41);
  const variants: [string, Partial<Sizes>, { beta?: boolean; states?: boolean; chunkLength?: number }][] = [
    ['with write strengths', {}, {}],
    ['without', {}, { beta: false }],
    ['with states', { D: 5, Dv: 1 }, { states: true }],
    ['one step', { T: 1 }, {}],
    ['heads of 64', { H: 1, T: 70, D: 64, Dv: 64 }, {}],
    ['steps per chunk', { T: 33, D: 12, Dv: 20 }, { states: true, chunkLength: 5 }],
    ['a chunk for all steps', { T: 33, D: 9 }, { chunkLength: 100 }],
  ];

  test.each(variants)('%s', async (_, change, { chunkLength, ...kind }) => {
    const inputs = inputsOf(random, { ...sizes, ...change }, kind);
    const result = await deltaNetGradient(inputs, { form, chunkLength, session });
    expect(result.ran).toMatchObject({ backend: 'webgpu', form, formReason: 'asked for' });
    expectSame(result, inputs);
  });

  test('a long sequence, cut into several dispatches of a pass', async () => {
    const inputs = inputsOf(random, { B: 1, H: 4, T: 3000, D: 32, Dv: 32 });
    const result = await deltaNetGradient(inputs, { form, session });
    expect(result.ran.dispatches).toBeGreaterThan(4);
    expectSame(result, inputs);
  });

  test('a device with the default limits', async () => {
    const own = await defaultLimitsSession();
    const inputs = inputsOf(random, sizes, { states: true });
    expectSame(await deltaNetGradient(inputs, { form, session: own }), inputs);
    own.dispose();
  });
});

test.each([1, 2])('chunks of a generated shape %i give the gradients of float64', async (seed) => {
  const drawn = seededRandom(seed);
  const size = (most: number): number => 1 + drawn.integer(most);
  const shape = { B: size(2), H: size(3), T: size(80), D: size(40), Dv: size(40) };
  const inputs = inputsOf(drawn, shape, { states: seed % 2 === 0 });
  expectSame(await deltaNetGradient(inputs, { form: 'chunk', chunkLength: size(40), session }), inputs);
});
