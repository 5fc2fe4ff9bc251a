import { beforeAll, describe, expect, test } from 'vitest';
import { linearAttention, openSession, softmaxAttention } from '../../src/index.ts';
import type { HostTensor, Session, WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import type { Random } from '../../src/random.ts';
import { seededRandom } from '../../src/random.ts';
import { defaultLimitsSession } from '../support/device.ts';
import { normals } from '../support/random.ts';

const TOLERANCE = 2e-5;
const HEADS = [8, 16, 24, 32, 48, 64, 96, 128];

let device: WebGpuSession;
let reference: Session;
beforeAll(async () => {
  device = await defaultLimitsSession();
  reference = await openSession({ backend: 'reference' });
});

interface Case {
  readonly seed: number;
  readonly B: number;
  readonly H: number;
  readonly T: number;
  readonly D: number;
  readonly Dv: number;
  /** Where the sequence is cut in two, 0 < cut < T. */
  readonly cut: number;
  readonly chunkLength: number;
}

/** Sizes drawn from a seed. T is at most `longest`, so that the reference stays quick. */
function caseOf(seed: number, longest: (D: number, Dv: number) => number): Case {
  const random = seededRandom(seed);
  const integer = (least: number, most: number) => least + Math.floor(random.uniform() * (most - least + 1));
  const D = HEADS[integer(0, HEADS.length - 1)];
  const Dv = integer(1, 128);
  const T = integer(2, Math.min(3000, Math.floor(longest(D, Dv))));
  const [B, H] = [integer(1, 2), integer(1, 3)];
  return { seed, B, H, T, D, Dv, cut: integer(1, T - 1), chunkLength: integer(1, Math.min(T, 100)) };
}

const cases = (seeds: readonly number[], longest: (D: number, Dv: number) => number) =>
  seeds.map((seed) => caseOf(seed, longest));

const features = (random: Random, ...shape: number[]): HostTensor => {
  const tensor = normals(random, ...shape);
  return { ...tensor, data: tensor.data.map((x) => (x > 0 ? x + 1 : Math.exp(x))) };
};

function expectEqual(actual: HostTensor, expected: HostTensor, name: string): void {
  expect(actual.shape, name).toEqual(expected.shape);
  expect(relativeError(actual.data, expected.data), name).toBeLessThanOrEqual(TOLERANCE);
}

/** Steps [begin, end) of tensors [B,H,T,size]. */
function steps<Tensors extends Record<string, HostTensor>>(tensors: Tensors, begin: number, end: number): Tensors {
  const cut = ({ shape: [B, H, T, size], data }: HostTensor): HostTensor => {
    const heads = Array.from({ length: B * H }, (_, head) =>
      data.slice((head * T + begin) * size, (head * T + end) * size),
    );
    const part = new Float64Array(B * H * (end - begin) * size);
    heads.forEach((head, index) => part.set(head, index * head.length));
    return { shape: [B, H, end - begin, size], data: part };
  };
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, cut(tensor)])) as Tensors;
}

describe.each(cases([1, 2, 3, 4, 5, 6, 7, 8], (D, Dv) => 5e6 / (D * Dv)))(
  'linear attention, seed $seed: B=$B H=$H T=$T D=$D Dv=$Dv, chunks of $chunkLength, cut at $cut',
  ({ seed, B, H, T, D, Dv, cut, chunkLength }) => {
    const random = seededRandom(1000 + seed);
    const tensors = {
      q: features(random, B, H, T, D),
      k: features(random, B, H, T, D),
      v: normals(random, B, H, T, Dv),
    };
    const initialMemory = normals(random, B, H, Dv, D);
    // Half of the cases begin with nothing.
    const initial = seed % 2 ? { initialMemory, initialNormalizer: features(random, B, H, D) } : {};

    test('in chunks, whole and cut in two, equals the float64 recurrence', async () => {
      const options = { form: 'chunk', chunkLength, session: device } as const;
      const expected = await linearAttention({ ...tensors, ...initial }, { session: reference });
      const whole = await linearAttention({ ...tensors, ...initial }, options);
      expect(whole.ran).toMatchObject({ form: 'chunk', formReason: 'asked for', backend: 'webgpu' });
      for (const name of ['output', 'finalMemory', 'finalNormalizer'] as const)
        expectEqual(whole[name], expected[name], name);

      const preferred = await linearAttention({ ...tensors, ...initial }, { session: device });
      expectEqual(preferred.output, expected.output, 'output of the form that the device prefers');

      const head = await linearAttention({ ...steps(tensors, 0, cut), ...initial }, options);
      const { finalMemory, finalNormalizer } = head;
      const tail = await linearAttention(
        { ...steps(tensors, cut, T), initialMemory: finalMemory, initialNormalizer: finalNormalizer },
        options,
      );
      const { output } = expected;
      expectEqual(head.output, steps({ output }, 0, cut).output, 'output before the cut');
      expectEqual(tail.output, steps({ output }, cut, T).output, 'output behind the cut');
      expectEqual(tail.finalMemory, expected.finalMemory, 'final memory behind the cut');
      expectEqual(tail.finalNormalizer, expected.finalNormalizer, 'final normalizer behind the cut');
    });
  },
);

describe.each(cases([11, 12, 13, 14], (D, Dv) => Math.sqrt(1e7 / (D + Dv))))(
  'softmax attention, seed $seed: B=$B H=$H T=$T D=$D Dv=$Dv',
  ({ seed, B, H, T, D, Dv }) => {
    test('equals the float64 reference', async () => {
      const random = seededRandom(1000 + seed);
      const tensors = {
        q: normals(random, B, H, T, D),
        k: normals(random, B, H, T, D),
        v: normals(random, B, H, T, Dv),
      };
      // From nearly even weights to a single one.
      const scale = 10 ** (4 * random.uniform() - 2);
      const result = await softmaxAttention(tensors, { scale, session: device });
      expectEqual(result.output, (await softmaxAttention(tensors, { scale, session: reference })).output, 'output');
    });
  },
);

test('softmax attention of a long sequence equals the reference at its end', async () => {
  const random = seededRandom(20);
  const [T, D] = [3000, 8];
  const tensors = { q: normals(random, 1, 1, T, D), k: normals(random, 1, 1, T, D), v: normals(random, 1, 1, T, D) };
  const result = await softmaxAttention(tensors, { session: device });
  expectEqual(result.output, (await softmaxAttention(tensors, { session: reference })).output, 'output');
});
