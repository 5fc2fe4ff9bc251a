import { beforeAll, describe, expect, test } from 'vitest';
import {
  accuracySuite,
  bestMatmul,
  decodeSuite,
  forwardSuite,
  gradientSuite,
  peersSuite,
  scalingSuite,
} from '../../bench/index.ts';
import type { BenchProgress, Contender, Peer, SuiteArguments, SuiteResult } from '../../bench/index.ts';
import { sameSteps } from '../../bench/gradientCheck.ts';
import { attentionArrays } from '../../bench/inputs.ts';
import { operatorContender, residentInputs } from '../../bench/operators.ts';
import type { WebGpuSession } from '../../src/index.ts';
import { sharedDeviceSession } from '../support/device.ts';

let session: WebGpuSession;
const progress: BenchProgress[] = [];
const args = (): SuiteArguments => ({
  session,
  place: 'node',
  pairs: 1,
  onProgress: (report) => progress.push(report),
});

beforeAll(async () => {
  session = await sharedDeviceSession();
});

/** A "library" whose delta rule is our own, with every output multiplied by `factor`. */
function peerWith(factor: number): Peer {
  return {
    label: 'ours again',
    async deltaRule(arrays): Promise<Contender> {
      const inputs = residentInputs(arrays);
      const own = operatorContender({ session, operator: 'deltanet', inputs });
      return { ...own, output: async () => (await own.output()).map((value) => value * factor) };
    },
  };
}

const peerSizes = {
  D: 16,
  delta: { H: 1, T: 32 },
  framework: { H: 1, T: 64 },
  crossing: { H: 1, lengths: [16, 32] },
  longestTfjsSoftmax: 32,
};

const suites: readonly [string, readonly string[], () => Promise<SuiteResult>][] = [
  [
    'forward',
    ['P1', 'P5', 'P6', 'P7'],
    () =>
      forwardSuite({
        ...args(),
        sizes: { D: 16, opLoop: { H: 1, lengths: [4] }, long: { H: 1, T: 64 }, matrices: [64] },
      }),
  ],
  [
    'gradient',
    ['P2', 'P7', 'P9'],
    () =>
      gradientSuite({
        ...args(),
        sizes: {
          D: 16,
          opLoop: { H: 1, lengths: [4, 6] },
          memory: { H: 1, T: 8 },
          share: { H: 2, lengths: [16, 32] },
        },
      }),
  ],
  [
    'scaling',
    ['linear-time'],
    () =>
      scalingSuite({
        ...args(),
        sizes: { D: 16, lengths: [32, 64], longest: 96, operators: ['vla', 'linear', 'softmax'], longestSoftmax: 64 },
      }),
  ],
  ['peers', ['P3a', 'P3b', 'P4'], () => peersSuite({ ...args(), peers: [peerWith(1)], sizes: peerSizes })],
  ['decode', ['P8', 'P8b'], () => decodeSuite({ ...args(), sizes: { D: 16, heads: [1, 2] } })],
  [
    'accuracy',
    ['P10', 'P12'],
    () =>
      accuracySuite({ ...args(), sizes: { D: 16, T: 96, lambdas: [0.1], keys: ['random', 'aligned'], cuts: [1, 64] } }),
  ],
];

describe.each(suites)('suite %s', (_name, goals, run) => {
  test('measures its goals, with checked outputs, and frees what it took', async () => {
    progress.length = 0;
    const { rows, lane } = await run();
    expect([...new Set(rows.map(({ goal }) => goal).filter(Boolean))].sort()).toEqual([...goals].sort());
    for (const row of rows) {
      expect(row.lane).toBe(lane);
      if (row.check) expect(row.check.ok, `${row.title}: ${row.check.difference}`).toBe(true);
      // On such small sizes softmax may be the faster one everywhere, and then there is no crossover.
      // And the state of so small heads may take no time that could be told from none.
      if (row.goal === 'P8' && row.median === null) expect(row.note).toContain('can’t be told from');
      else if (row.goal !== 'P4') expect(row.median, row.title).toBeTypeOf('number');
      for (const side of row.sides) expect(side.milliseconds).toBeGreaterThan(0);
    }
    expect(progress.at(-1)!.fraction).toBeCloseTo(1, 9);
    expect(session.memory()).toEqual({ buffers: 0, bytes: 0 });
  });
});

test('a step of the loop with other gradients gets no time', () => {
  const step = [[1, 2], [3], [4], [5], [6]].map((numbers) => Float32Array.from(numbers));
  const other = step.map((numbers, index) => (index === 3 ? numbers.map((value) => 1.001 * value) : numbers));
  expect(sameSteps(step, step)).toMatchObject({ difference: 0, ok: true });
  expect(sameSteps(other, step).ok).toBe(false);
  expect(sameSteps([...step.slice(0, 4), Float32Array.of(NaN)], step).ok).toBe(false);
});

test('a peer whose output is another one gets no time', async () => {
  const { rows } = await peersSuite({ ...args(), peers: [peerWith(1.001)], sizes: peerSizes });
  const row = rows.find(({ goal }) => goal === 'P3b')!;
  expect(row.check!.ok).toBe(false);
  expect(row).toMatchObject({ median: null, sides: [] });
});

test('without other libraries, the peers suite says what is missing', async () => {
  const { rows, notes } = await peersSuite({ ...args(), sizes: peerSizes });
  expect(rows.some(({ goal }) => goal === 'P3a')).toBe(false);
  expect(notes.join()).toContain('P3a, P3b');
});

test('a cancel ends a suite', async () => {
  const controller = new AbortController();
  const onProgress = (): void => controller.abort(new Error('enough'));
  const sizes = { D: 16, heads: [1] };
  await expect(decodeSuite({ ...args(), sizes, signal: controller.signal, onProgress })).rejects.toThrow('enough');
});

test('a contender computes what its operator does', async () => {
  const arrays = attentionArrays({ B: 1, H: 1, T: 8, D: 8 }, 1);
  const inputs = residentInputs(arrays);
  const one = operatorContender({ session, operator: 'vla', inputs, form: 'recurrent' });
  expect(one).toMatchObject({ form: 'recurrent', flops: 8 * 12 * 64 });
  expect((await one.output()).length).toBe(64);
  inputs.dispose();
});

test('the products of matrices that the rate is held against have those in subgroups, and all are the same', async () => {
  const best = await bestMatmul({ session, peers: [], sizes: [64], seed: 1, signal: undefined });
  best.dispose();
  const inSubgroups = best.tried.filter(({ label }) => label.includes(`in subgroups of ${session.subgroupSize}`));
  expect(inSubgroups).toHaveLength(3);
  expect(best.check.difference).toBeGreaterThanOrEqual(0);
  expect(best.check.ok).toBe(true);
});
