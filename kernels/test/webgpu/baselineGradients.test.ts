import { beforeAll, describe, expect, test } from 'vitest';
import type { RunReport, WebGpuSession } from '../../src/index.ts';
import { seededRandom } from '../../src/random.ts';
import { defaultLimitsSession, sharedDeviceSession } from '../support/device.ts';
import { expectGradients } from '../support/expectGradients.ts';
import { memoryOperators } from '../support/memoryGradients.ts';
import type { Sizes } from '../support/memoryGradients.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await sharedDeviceSession();
});

/** Against float64; what is measured is below 2e-6. */
const TOLERANCE = 1e-5;

const sizes: Sizes = { B: 1, H: 2, T: 21, D: 8, Dv: 8 };
const forms = Object.entries(memoryOperators).flatMap(([name, operator]) =>
  (['recurrent', 'chunk'] as const).map((form) => [name, form, operator] as const),
);

describe.each(forms)('the gradient of %s on a device, %s', (_, form, operator) => {
  const random = seededRandom(41);
  const variants: [string, Partial<Sizes>, boolean, number?][] = [
    ['with everything', { D: 5, Dv: 1 }, true],
    ['one step', { T: 1 }, true],
    ['heads of 64', { H: 1, T: 70, D: 64, Dv: 64 }, false],
    ['steps per chunk', { T: 33, D: 12, Dv: 20 }, true, 5],
    ['a chunk for all steps', { T: 33, D: 9 }, false, 100],
  ];

  test.each(variants)('%s', async (_name, change, all, chunkLength) => {
    const inputs = operator.inputs(random, { ...sizes, ...change }, all) as never;
    const result = await operator.gradient(inputs, { form, chunkLength, session });
    const { ran } = result as { ran: RunReport };
    expect(ran).toMatchObject({ backend: 'webgpu', form, reason: 'asked for' });
    expectGradients(result, operator.reference(inputs), TOLERANCE);
  });

  test('a long sequence, cut into several dispatches of a pass', async () => {
    const inputs = operator.inputs(random, { B: 1, H: 4, T: 3000, D: 32, Dv: 32 }, false) as never;
    // One that has not learned how fast the device is: then it cuts into more pieces.
    const own = await defaultLimitsSession();
    const result = await operator.gradient(inputs, { form, session: own });
    expect((result as { ran: RunReport }).ran.dispatches).toBeGreaterThan(operator.passes);
    expectGradients(result, operator.reference(inputs), TOLERANCE);
    own.dispose();
  });

  test('a device with the default limits, and a large ε where there is one', async () => {
    const own = await defaultLimitsSession();
    const inputs = operator.inputs(random, sizes, true) as never;
    const options = 'initialNormalizer' in (inputs as object) ? { epsilon: 2 } : {};
    const result = await operator.gradient(inputs, { ...options, form, session: own });
    expectGradients(result, operator.reference(inputs, options), TOLERANCE);
    own.dispose();
  });
});

const drawn = Object.entries(memoryOperators).flatMap(([name, operator]) =>
  [1, 2].map((seed) => [name, seed, operator] as const),
);
test.each(drawn)('%s: chunks of a generated shape %i give the gradients of float64', async (_, seed, operator) => {
  const random = seededRandom(seed);
  const size = (most: number): number => 1 + random.integer(most);
  const shape = { B: size(2), H: size(3), T: size(80), D: size(40), Dv: size(40) };
  const inputs = operator.inputs(random, shape, seed % 2 === 0) as never;
  const result = await operator.gradient(inputs, { form: 'chunk', chunkLength: size(40), session });
  expectGradients(result, operator.reference(inputs), TOLERANCE);
});
