import { beforeAll, describe, expect, test } from 'vitest';
import { vlaGradient } from '../../src/index.ts';
import type { VlaGradientInputs, RunOptions, VlaOptions, WebGpuSession } from '../../src/index.ts';
import { vlaGradientReference } from '../../src/ops/vla/gradient/reference.ts';
import { vlaGradientProblem } from '../../src/ops/vla/problem.ts';
import { seededRandom } from '../../src/random.ts';
import { defaultLimitsSession } from '../support/device.ts';
import { expectGradients } from '../support/expectGradients.ts';
import { rounded } from '../support/generated.ts';
import { normals, vlaInputs } from '../support/random.ts';

/* Errors that are cut, and S read along A q, in the chunks of the gradient on a device. */

let session: WebGpuSession;
beforeAll(async () => {
  session = await defaultLimitsSession();
});

const kinds: Record<string, Partial<VlaOptions>> = {
  'errors cut': { errorBound: 1.5 },
  'read through A': { readout: 'penalized' },
  both: { errorBound: 1.5, readout: 'penalized' },
};

const writes: readonly Partial<VlaOptions>[] = [
  { write: 'normalized', error: 'residual' },
  { write: 'plain', error: 'residual' },
  { write: 'plain', error: 'additive' },
];

const sizes = [
  // A gradient through a cut is across the error: of a single value nothing is left of it that float32 could hold.
  { B: 1, H: 1, T: 1, R: 1, D: 1, Dv: 2 },
  { B: 2, H: 2, T: 37, R: 1, D: 12, Dv: 20 },
  { B: 1, H: 3, T: 21, R: 3, D: 5, Dv: 9 },
  { B: 1, H: 1, T: 33, R: 2, D: 34, Dv: 70 },
];

interface Given {
  readonly sizes: Parameters<typeof vlaInputs>[1];
  readonly ofStates: boolean;
  readonly scale?: number;
}

function callOf({ sizes: { B, H, T, R, D, Dv }, ofStates, scale = 1 }: Given): VlaGradientInputs {
  const random = seededRandom(T);
  const inputs = vlaInputs(random, { B, H, T, R, D, Dv });
  const v = { ...inputs.v, data: Float64Array.from(inputs.v.data, (value) => scale * value) };
  return rounded({
    ...{ ...inputs, v, outputGradient: normals(random, B, H, T, Dv) },
    ...(ofStates && {
      initialMemory: normals(random, B, H, Dv, D),
      finalMemoryGradient: normals(random, B, H, Dv, D),
      finalInverseGradient: normals(random, B, H, D, D),
    }),
  }) as unknown as VlaGradientInputs;
}

async function gradientsOf(call: VlaGradientInputs, options: VlaOptions, run: RunOptions = { form: 'chunk' }) {
  const { ran, ...gradients } = await vlaGradient(call, { ...options, ...run, session });
  return { ran, gradients, expected: vlaGradientReference(vlaGradientProblem(call, options)) };
}

describe.each(Object.entries(kinds))('%s', (_, kind) => {
  test.each(sizes)('every write and every length of a chunk, T=$T R=$R D=$D Dv=$Dv', async (size) => {
    for (const write of writes) {
      for (const chunkLength of [undefined, 7]) {
        for (const ofStates of [false, true]) {
          const options: VlaOptions = { lambda0: 0.5, ...kind, ...write };
          const call = callOf({ sizes: size, ofStates });
          const { ran, gradients, expected } = await gradientsOf(call, options, { form: 'chunk', chunkLength });
          expect(ran).toMatchObject({ backend: 'webgpu', form: 'chunk' });
          expectGradients(gradients, expected, 2e-5);
        }
      }
    }
  });
});

test.each([1e4, 1e-3])('a bound of %f, which cuts none of the errors or all', async (errorBound) => {
  const call = callOf({ sizes: sizes[1], ofStates: true });
  const { gradients, expected } = await gradientsOf(call, { lambda0: 0.5, errorBound });
  expectGradients(gradients, expected, 2e-5);
});

test('a bound changes the gradient, and so does reading through A', async () => {
  const call = callOf({ sizes: sizes[1], ofStates: false });
  const plain = await gradientsOf(call, { lambda0: 0.5 });
  for (const kind of [kinds['errors cut'], kinds['read through A']]) {
    const { gradients } = await gradientsOf(call, { lambda0: 0.5, ...kind });
    expect(() => expectGradients(gradients, plain.expected, 1e-2)).toThrow();
  }
});

test.each([1e25, 1e-25])('values of about %f, whose squares float32 does not hold, in every form', async (scale) => {
  const call = callOf({ sizes: sizes[1], ofStates: false, scale });
  for (const form of ['chunk', 'recurrent'] as const) {
    const { gradients, expected } = await gradientsOf(call, { lambda0: 0.5, errorBound: 2 }, { form });
    expectGradients(gradients, expected, 2e-5);
  }
});

test('a long sequence goes by chunks of its own accord, in several dispatches of each pass', async () => {
  const call = callOf({ sizes: { B: 1, H: 4, T: 600, R: 1, D: 24, Dv: 24 }, ofStates: true });
  const { ran, gradients, expected } = await gradientsOf(call, { lambda0: 0.5, ...kinds.both }, {});
  expect(ran).toMatchObject({ backend: 'webgpu', form: 'chunk' });
  expectGradients(gradients, expected, 2e-5);
});
