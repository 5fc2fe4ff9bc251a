import { beforeAll, expect, test } from 'vitest';
import { deltaNet } from '../../src/index.ts';
import type { WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { deltaNetProblem } from '../../src/ops/deltanet/problem.ts';
import { deltaNetReference } from '../../src/ops/deltanet/reference.ts';
import type { DeltaNetInputs } from '../../src/ops/deltanet/types.ts';
import { seededRandom } from '../../src/random.ts';
import type { Random } from '../../src/random.ts';
import { defaultLimitsSession } from '../support/device.ts';
import { generatedSizes, joined, rounded, stepsOf } from '../support/generated.ts';
import type { GeneratedSizes } from '../support/generated.ts';
import { normals, unitVectors } from '../support/random.ts';

const TOLERANCE = 2e-5;
const LENGTHS = [undefined, 5, 8, 16, 24, 64];

let session: WebGpuSession;
beforeAll(async () => {
  session = await defaultLimitsSession();
});

/** Keys up to a quarter longer or shorter than 1: with β = 1 the memory stays bounded. */
function inputsOf(random: Random, { B, H, T, D, Dv }: GeneratedSizes): DeltaNetInputs {
  const unit = unitVectors(random, B, H, T, D);
  const length = 0.75 + 0.5 * random.uniform();
  const strengths = random.fillNormal(new Float64Array(B * H * T)).map((x) => 1 / (1 + Math.exp(-x)));
  return rounded({
    q: normals(random, B, H, T, D),
    k: { shape: unit.shape, data: unit.data.map((value) => length * value) },
    v: normals(random, B, H, T, Dv),
    ...(random.uniform() < 0.5 && { beta: { shape: [B, H, T], data: strengths } }),
    ...(random.uniform() < 0.5 && { initialMemory: normals(random, B, H, Dv, D) }),
  });
}

const cases = Array.from({ length: 30 }, (_, index) => {
  const random = seededRandom(7000 + index);
  const sizes = generatedSizes(random);
  const chunkLength = LENGTHS[Math.floor(random.uniform() * LENGTHS.length)];
  return { seed: 7000 + index, ...sizes, form: index % 6 ? ('chunk' as const) : ('recurrent' as const), chunkLength };
});

test.each(cases)(
  '$form of $chunkLength: B=$B H=$H T=$T D=$D Dv=$Dv, cut after $cut (seed $seed)',
  async ({ seed, form, chunkLength, ...sizes }) => {
    const inputs = inputsOf(seededRandom(seed), sizes);
    const expected = deltaNetReference(deltaNetProblem(inputs));
    const options = { session, form, ...(chunkLength && { chunkLength }) };
    const { T, cut } = sizes;
    const start = cut ? await deltaNet(stepsOf(inputs, 0, cut), options) : null;
    const rest = { ...stepsOf(inputs, cut, T), ...(start && { initialMemory: start.finalMemory }) };
    const end = await deltaNet(rest, options);
    const output = start ? joined([start.output, end.output]) : end.output;
    expect(end.ran.form).toBe(form);
    expect(output.shape).toEqual(expected.output.shape);
    expect(relativeError(output.data, expected.output.data)).toBeLessThanOrEqual(TOLERANCE);
    expect(relativeError(end.finalMemory.data, expected.finalMemory.data)).toBeLessThanOrEqual(TOLERANCE);
  },
);
