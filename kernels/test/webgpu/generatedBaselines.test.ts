import { beforeAll, describe, expect, test } from 'vitest';
import { linearAttention, openSession, softmaxAttention } from '../../src/index.ts';
import type { HostTensor, Session, WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import type { Random } from '../../src/random.ts';
import { seededRandom } from '../../src/random.ts';
import { defaultLimitsSession } from '../support/device.ts';
import { generatedSizes, joined, rounded, stepsOf } from '../support/generated.ts';
import { normals } from '../support/random.ts';

const TOLERANCE = 2e-5;
/** Steps of softmax attention, whose reference takes T² products. */
const LONGEST_SOFTMAX = 400;

let device: WebGpuSession;
let reference: Session;
beforeAll(async () => {
  device = await defaultLimitsSession();
  reference = await openSession({ backend: 'reference' });
});

const features = (random: Random, ...shape: number[]): HostTensor => {
  const tensor = normals(random, ...shape);
  return { ...tensor, data: tensor.data.map((x) => (x > 0 ? x + 1 : Math.exp(x))) };
};

function expectEqual(actual: HostTensor, expected: HostTensor, name: string): void {
  expect(actual.shape, name).toEqual(expected.shape);
  expect(relativeError(actual.data, expected.data), name).toBeLessThanOrEqual(TOLERANCE);
}

const linearCases = Array.from({ length: 10 }, (_, index) => {
  const random = seededRandom(8000 + index);
  const sizes = generatedSizes(random);
  return { seed: 8000 + index, ...sizes, chunkLength: 1 + random.integer(Math.min(sizes.T, 100)) };
});

describe.each(linearCases)(
  'linear attention, seed $seed: B=$B H=$H T=$T D=$D Dv=$Dv, chunks of $chunkLength, cut after $cut',
  ({ seed, B, H, T, D, Dv, cut, chunkLength }) => {
    const random = seededRandom(seed);
    const inputs = rounded({
      q: features(random, B, H, T, D),
      k: features(random, B, H, T, D),
      v: normals(random, B, H, T, Dv),
      // Half of the cases begin with nothing.
      ...(seed % 2 && {
        initialMemory: normals(random, B, H, Dv, D),
        initialNormalizer: features(random, B, H, D),
      }),
    });

    test('in chunks, whole or cut in two, and in the preferred form equals the float64 recurrence', async () => {
      const options = { form: 'chunk', chunkLength, session: device } as const;
      const expected = await linearAttention(inputs, { session: reference });
      const start = cut ? await linearAttention(stepsOf(inputs, 0, cut), options) : null;
      const end = await linearAttention(
        {
          ...stepsOf(inputs, cut, T),
          ...(start && { initialMemory: start.finalMemory, initialNormalizer: start.finalNormalizer }),
        },
        options,
      );
      expect(end.ran).toMatchObject({ form: 'chunk', reason: 'asked for', backend: 'webgpu' });
      expectEqual(start ? joined([start.output, end.output]) : end.output, expected.output, 'output');
      expectEqual(end.finalMemory, expected.finalMemory, 'final memory');
      expectEqual(end.finalNormalizer, expected.finalNormalizer, 'final normalizer');

      const preferred = await linearAttention(inputs, { session: device });
      expectEqual(preferred.output, expected.output, 'output of the form that the device prefers');
    });
  },
);

const softmaxCases = Array.from({ length: 4 }, (_, index) => {
  const sizes = generatedSizes(seededRandom(8100 + index));
  return { seed: 8100 + index, ...sizes, T: Math.min(sizes.T, LONGEST_SOFTMAX) };
});

describe.each(softmaxCases)('softmax attention, seed $seed: B=$B H=$H T=$T D=$D Dv=$Dv', ({ seed, B, H, T, D, Dv }) => {
  test('equals the float64 reference', async () => {
    const random = seededRandom(seed);
    const tensors = rounded({
      q: normals(random, B, H, T, D),
      k: normals(random, B, H, T, D),
      v: normals(random, B, H, T, Dv),
    });
    // From nearly even weights to a single one.
    const scale = 10 ** (4 * random.uniform() - 2);
    const result = await softmaxAttention(tensors, { scale, session: device });
    expectEqual(result.output, (await softmaxAttention(tensors, { scale, session: reference })).output, 'output');
  });
});

test('softmax attention of a long sequence equals the reference at its end', async () => {
  const random = seededRandom(20);
  const [T, D] = [3000, 8];
  const tensors = { q: normals(random, 1, 1, T, D), k: normals(random, 1, 1, T, D), v: normals(random, 1, 1, T, D) };
  const result = await softmaxAttention(tensors, { session: device });
  expectEqual(result.output, (await softmaxAttention(tensors, { session: reference })).output, 'output');
});
