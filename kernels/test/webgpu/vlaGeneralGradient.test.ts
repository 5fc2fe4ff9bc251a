import { beforeAll, describe, expect, test } from 'vitest';
import { vlaGradient } from '../../src/index.ts';
import type { VlaGradientInputs, VlaOptions, WebGpuSession } from '../../src/index.ts';
import { onlyOnProcessor } from '../../src/ops/vla/gradient/form.ts';
import { vlaGradientReference } from '../../src/ops/vla/gradient/reference.ts';
import { vlaGradientProblem } from '../../src/ops/vla/problem.ts';
import { seededRandom } from '../../src/random.ts';
import { cases, gradientInputs, inputs as defaultInputs, weights } from '../gradients/vlaCases.ts';
import type { Tensors } from '../gradients/differences.ts';
import { defaultLimitsSession } from '../support/device.ts';
import { expectGradients } from '../support/expectGradients.ts';
import { rounded } from '../support/generated.ts';
import { normals, positiveDefinite, vlaInputs } from '../support/random.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await defaultLimitsSession();
});

async function expectOnDevice(call: object, options: VlaOptions): Promise<number> {
  const form = 'recurrent';
  const { ran, ...gradients } = await vlaGradient(call as VlaGradientInputs, { ...options, form, session });
  expect(ran).toMatchObject({ backend: 'webgpu', form });
  expectGradients(gradients, vlaGradientReference(vlaGradientProblem(call as VlaGradientInputs, options)), 2e-5);
  return ran.dispatches;
}

describe.each(Object.entries(cases))('every option: %s', (_, given) => {
  const options = { lambda0: 0.5, ...given.options };
  const tensors = rounded((given.inputs ?? defaultInputs) as Tensors);
  const call = gradientInputs(tensors, rounded(given.weights ?? { output: weights.output })) as VlaGradientInputs;
  const { forward, given: there } = vlaGradientProblem(call, options);
  const obstacle = onlyOnProcessor({ options: forward.options, given: there });

  if (!obstacle) {
    test('on the device, as in float64', () => expectOnDevice(call, options));
    return;
  }

  test('on the processor, and the report says why', async () => {
    const { ran, ...gradients } = await vlaGradient(call, { ...options, session });
    expect(ran).toMatchObject({
      backend: 'wasm',
      reason: `${obstacle}: its gradient is computed on the processor only`,
    });
    expectGradients(gradients, vlaGradientReference(vlaGradientProblem(call, options)), 2e-5);
  });
});

const all: VlaOptions = {
  ...{ lambda0: 0.5, errorBound: 4, readout: 'penalized', firstStep: 5 },
  stabilization: { period: 7, epsilon: 0.1 },
};

function callOf(sizes: Parameters<typeof vlaInputs>[1], states: boolean): object {
  const random = seededRandom(sizes.T);
  const { B, H, T, D, Dv } = sizes;
  return rounded({
    ...vlaInputs(random, sizes),
    ...(states && { initialMemory: normals(random, B, H, Dv, D), initialInverse: positiveDefinite(random, B, H, D) }),
    outputGradient: normals(random, B, H, T, Dv),
    finalMemoryGradient: normals(random, B, H, Dv, D),
    finalInverseGradient: normals(random, B, H, D, D),
  });
}

test.each([
  { B: 1, H: 1, T: 1, R: 1, D: 1, Dv: 1 },
  { B: 2, H: 3, T: 40, R: 2, D: 18, Dv: 70 },
  { B: 1, H: 2, T: 30, R: 3, D: 66, Dv: 5 },
])('all of them together, T=$T R=$R D=$D Dv=$Dv', async (sizes) => {
  await expectOnDevice(callOf(sizes, true), all);
  await expectOnDevice(callOf(sizes, false), { ...all, write: 'plain', error: 'additive' });
});

test('a long sequence, cut into several dispatches of each pass', async () => {
  const dispatches = await expectOnDevice(callOf({ B: 1, H: 4, T: 900, R: 1, D: 24, Dv: 24 }, true), all);
  expect(dispatches).toBeGreaterThan(12);
});

test('chunks that are asked for go on the processor where the device has none', async () => {
  const call = callOf({ B: 1, H: 2, T: 20, R: 1, D: 6, Dv: 6 }, false) as VlaGradientInputs;
  const options: VlaOptions = { lambda0: 0.5, stabilization: { period: 7, epsilon: 0.1 } };
  const { ran, ...gradients } = await vlaGradient(call, { ...options, form: 'chunk', session });
  expect(ran).toMatchObject({ form: 'chunk', reason: expect.stringMatching(/^stabilization.period: /) as string });
  expect(ran.backend).not.toBe('webgpu');
  expectGradients(gradients, vlaGradientReference(vlaGradientProblem(call, options)), 2e-5);
});
