import { beforeAll, describe, expect, test } from 'vitest';
import { openSession, vla } from '../../src/index.ts';
import type { Session } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { runAtOnce } from '../../src/ops/host/job.ts';
import { vlaCpuJob } from '../../src/ops/vla/host/cpu.ts';
import { vlaProblem } from '../../src/ops/vla/problem.ts';
import { vlaReference } from '../../src/ops/vla/reference.ts';
import type { VlaTensors } from '../../src/ops/vla/reference.ts';
import type { VlaInputs, VlaOptions } from '../../src/ops/vla/types.ts';
import type { HostTensor } from '../../src/tensor.ts';
import { seededRandom } from '../../src/random.ts';
import type { Random } from '../../src/random.ts';
import { joined, rounded, stepsOf } from '../support/generated.ts';
import { generatedVla } from '../support/generatedVla.ts';
import { normals, positiveDefinite, vlaInputs } from '../support/random.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession({ backend: 'wasm' });
});

type Sizes = Parameters<typeof vlaInputs>[1];

/** Half of a unit in the last place of float32. What a sum costs of D numbers, rounded one by one, is about √D of that. */
const ROUNDING = 2 ** -24;

/** Against float64: within the tolerance, and no more than four times as far off as float32 step by step in JavaScript. */
async function expectExact(inputs: VlaInputs, options: VlaOptions, tolerance = 2e-5): Promise<void> {
  const problem = vlaProblem(inputs, options);
  const expected = vlaReference(problem);
  const inJavaScript = runAtOnce(vlaCpuJob(problem));
  const result = await vla(inputs, { ...options, session });
  expect(result.ran).toMatchObject({ backend: 'wasm', form: 'recurrent' });
  expect([...result.skippedUpdates.data]).toEqual([...expected.skippedUpdates.data]);
  for (const [name, { shape, data }] of Object.entries(expected) as [keyof VlaTensors, VlaTensors['output']][]) {
    expect(result[name]!.shape, name).toEqual(shape);
    const error = relativeError(result[name]!.data, data);
    const other = relativeError(inJavaScript[name]!.data, data);
    expect(error, name).toBeLessThanOrEqual(
      Math.min(tolerance, 4 * Math.max(other, ROUNDING * Math.sqrt(problem.sizes.D))),
    );
  }
}

function withState(random: Random, sizes: Sizes): VlaInputs {
  const { B, H, D, Dv } = sizes;
  return rounded({
    ...vlaInputs(random, sizes),
    initialMemory: normals(random, B, H, Dv, D),
    initialInverse: positiveDefinite(random, B, H, D),
  });
}

function withDecays(random: Random, sizes: Sizes): VlaInputs {
  const { B, H, T } = sizes;
  const shares = (least: number): HostTensor => ({
    shape: [B, H, T],
    data: Float64Array.from({ length: B * H * T }, () => random.uniform(least, 1)),
  });
  return rounded({ ...withState(random, sizes), memoryDecay: shares(0), penaltyDecay: shares(0.9) });
}

describe('against float64', () => {
  const edges = [1, 3, 4, 5, 7, 8, 9, 12, 16, 33];
  const shapes = edges.flatMap((D, index) => [
    { B: 1, H: 1, T: 1, R: 1, D, Dv: D },
    { B: 2, H: 2, T: 9, R: 1 + (index % 3), D, Dv: edges[(index + 3) % edges.length]! },
  ]);

  test.each(shapes)('T=$T R=$R D=$D Dv=$Dv', async (sizes) => {
    const options = { lambda0: 0.5, keepIntermediates: true, firstStep: 2 };
    await expectExact(rounded(vlaInputs(seededRandom(1), sizes)), options);
    const stabilization = { period: 3, epsilon: 0.01 };
    await expectExact(withState(seededRandom(2), sizes), { ...options, error: 'additive', stabilization });
  });

  test.each(Array.from({ length: 20 }, (_, index) => generatedVla(7000 + index)))(
    'T=$sizes.T R=$sizes.R D=$sizes.D Dv=$sizes.Dv (seed $seed)',
    async ({ inputs, options, tolerance }) => expectExact(inputs, options, tolerance),
  );

  const sizes = { B: 1, H: 3, T: 40, R: 2, D: 6, Dv: 5 };
  test.each<[string, VlaOptions]>([
    ['plain', { lambda0: 1, write: 'plain' }],
    ['plain and additive', { lambda0: 1, write: 'plain', error: 'additive' }],
    ['a nudge that begins late', { lambda0: 1, stabilization: { period: 7, epsilon: 0.1 }, firstStep: 3 }],
    ['a nudge after every step', { lambda0: 1, stabilization: { period: 1, epsilon: 0.1 } }],
    ['no nudge within the call', { lambda0: 1, stabilization: { period: 100, epsilon: 0.1 }, firstStep: 2 }],
    ['renormalised memory', { lambda0: 1, renormalizeAbove: 2 }],
    ['renormalised additive memory', { lambda0: 1, renormalizeAbove: 0.5, error: 'additive' }],
    ['updates skipped by a floor above 1', { lambda0: 0.5, stabilization: { deltaFloor: 1.4 } }],
    ['errors that are cut', { lambda0: 1, errorBound: 1.5 }],
    ['values that are cut', { lambda0: 1, errorBound: 1.5, error: 'additive' }],
    ['a penalized readout', { lambda0: 1, readout: 'penalized' }],
    ['all of these, renormalised', { lambda0: 1, errorBound: 2, readout: 'penalized', renormalizeAbove: 2 }],
    [
      'a penalized readout and nudges',
      { lambda0: 1, readout: 'penalized', stabilization: { period: 3, epsilon: 0.1 } },
    ],
    ['skips and nudges', { lambda0: 0.5, stabilization: { deltaFloor: 1.4, period: 3, epsilon: 0.01 } }],
  ])('%s', async (_, options) => {
    await expectExact(rounded(vlaInputs(seededRandom(3), sizes)), { ...options, keepIntermediates: true });
    await expectExact(withState(seededRandom(4), sizes), options);
    await expectExact(withDecays(seededRandom(5), sizes), options);
  });

  test('a small penalty: the error is a few times that of JavaScript at most', async () => {
    for (const lambda0 of [1e-3, 1e-5]) {
      for (const seed of [1, 2, 3, 4]) {
        const inputs = rounded(vlaInputs(seededRandom(seed), { B: 1, H: 2, T: 64, R: 1, D: 16, Dv: 16 }));
        await expectExact(inputs, { lambda0 }, 2e-4);
      }
    }
  });

  test('lengths whose squares leave float32', async () => {
    const inputs = rounded(vlaInputs(seededRandom(5), { B: 1, H: 1, T: 6, R: 1, D: 5, Dv: 3 }));
    const scaled = (by: number) => ({ ...inputs, k: { ...inputs.k, data: inputs.k.data.map((x) => x * by) } });
    for (const by of [1e21, 1e-18]) await expectExact(scaled(by), { lambda0: 1, error: 'additive' });
  });
});

test('a call of many steps of the job equals its parts to the bit, wherever it is cut', async () => {
  const sizes = { B: 1, H: 2, T: 3000, R: 2, D: 24, Dv: 20 };
  const inputs = rounded(vlaInputs(seededRandom(6), sizes));
  const options: VlaOptions = {
    ...{ lambda0: 0.5, renormalizeAbove: 3, keepIntermediates: true },
    stabilization: { period: 11, epsilon: 0.01 },
  };
  const whole = await vla(inputs, { ...options, session });
  for (const cut of [1, 10, 11, 1024, 2999]) {
    const start = await vla(stepsOf(inputs, 0, cut), { ...options, session });
    const state = { initialMemory: start.finalMemory, initialInverse: start.finalInverse };
    const end = await vla({ ...stepsOf(inputs, cut, sizes.T), ...state }, { ...options, firstStep: cut, session });
    for (const name of ['output', 'writeDirections', 'errors'] as const) {
      expect(joined([start[name]!, end[name]!]).data, name).toEqual(whole[name]!.data);
    }
    expect(end.finalMemory).toEqual(whole.finalMemory);
    expect(end.finalInverse).toEqual(whole.finalInverse);
  }
});

describe('what diverges', () => {
  const sizes = { B: 2, H: 2, T: 12, R: 1, D: 6, Dv: 5 };
  const inputs = rounded(vlaInputs(seededRandom(7), sizes));
  /** One token of a tensor times a number. */
  const at = (tensor: HostTensor, token: number, size: number, by: number): HostTensor => ({
    ...tensor,
    data: tensor.data.map((x, i) => (Math.floor(i / size) === token ? x * by : x)),
  });
  const failure = (run: Promise<unknown>): Promise<unknown> => run.catch((error: unknown) => error);
  const place = (error: unknown): string => /^diverged at step \d+ of batch \d, head \d/.exec(messageOf(error))![0];

  test.each<[string, VlaInputs, VlaOptions]>([
    ['keys that overflow', { ...inputs, k: at(inputs.k, 29, 6, 1e30) }, { lambda0: 1, write: 'plain' }],
    [
      'values that overflow',
      { ...inputs, v: at(inputs.v, 47, 5, 1e37), q: at(inputs.q, 47, 6, 1e4) },
      { lambda0: 1, error: 'additive' },
    ],
  ])('%s: the step that JavaScript names', async (_, given, options) => {
    const error = await failure(vla(given, { ...options, session }));
    expect(error).toMatchObject({ name: 'DeviceError', fault: 'non-finite' });
    const inJavaScript = await failure(vla(given, { ...options, session: await openSession({ backend: 'cpu' }) }));
    expect(place(error)).toBe(place(inJavaScript));
  });

  test.each([
    ['in the first head', inputs, 1e-20],
    [
      'in a later head',
      { ...inputs, u: { ...inputs.u, data: inputs.u.data.map((x, i) => (i < 144 ? x / 1e9 : x)) } },
      1e-16,
    ],
  ])('a penalty too small for float32, %s: the step with the δ that shows it', async (_, given, lambda0) => {
    const error = await failure(vla(given, { lambda0, session }));
    expect(error).toMatchObject({ name: 'DeviceError', fault: 'non-finite' });
    expect(messageOf(error)).toMatch(
      /: 1 \+ uᵀAu is -?[\d.e+]+, and at least 1 for the inverse of a penalty; lambda0 is/,
    );
    const [step, batch, head] = [...place(error).matchAll(/\d+/g)].map(([digit]) => Number(digit));
    expect(step).toBeGreaterThan(0);
    const own = { B: 1, H: 1, T: 12, D: 6, Dv: 5, R: 1 };
    const alone = stepsOf(headOf(given, 2 * batch! + head!, own), 0, step!);
    await expect(vla(alone, { lambda0, session })).resolves.toBeDefined();
    const next = stepsOf(headOf(given, 2 * batch! + head!, own), 0, step! + 1);
    await expect(vla(next, { lambda0, session })).rejects.toThrow(`diverged at step ${step} of batch 0, head 0`);
  });

  test('numbers that are not finite come before a δ of a later step', async () => {
    const given = { ...inputs, k: at(inputs.k, 1, 6, 1e30) };
    await expect(vla(given, { lambda0: 1e-20, session })).rejects.toThrow(
      /^diverged at step 1 of batch 0, head 0: (NaN|-?Inf)/,
    );
  });
});

function messageOf(error: unknown): string {
  return (error as Error).message;
}

/** One head of a call with sequences of T steps. */
function headOf(inputs: VlaInputs, head: number, { T }: Sizes): VlaInputs {
  const entries = Object.entries(inputs as unknown as Record<string, HostTensor>);
  return Object.fromEntries(
    entries.map(([name, { shape, data }]) => {
      const size = data.length / (shape[0]! * shape[1]!);
      return [name, { shape: [1, 1, T, ...shape.slice(3)], data: data.slice(head * size, (head + 1) * size) }];
    }),
  ) as unknown as VlaInputs;
}
