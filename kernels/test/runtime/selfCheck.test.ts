import { describe, expect, test } from 'vitest';
import { CHECK_FLOPS, checkOnProcessor } from '../../src/ops/call/selfCheck.ts';
import { vlaOperator } from '../../src/ops/vla/operator.ts';
import { vlaProblem } from '../../src/ops/vla/problem.ts';
import { vlaReference } from '../../src/ops/vla/reference.ts';
import { seededRandom } from '../../src/random.ts';
import { hostAdapter } from '../../src/runtime/adapter.ts';
import { selfCheck } from '../../src/runtime/selfCheck.ts';
import type { RunReport } from '../../src/runtime/types.ts';
import { vlaInputs } from '../support/random.ts';

describe('comparison', () => {
  const reference = Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i));
  const off = (index: number, by: number) =>
    Float32Array.from(reference, (value, i) => (i === index ? value + by : value));
  const check = (device: Float32Array, float32 = Float32Array.from(reference)) =>
    selfCheck({ name: 'job', device, reference, float32: () => float32 });

  test('float32 rounding passes', () => check(Float32Array.from(reference)));

  test('one wrong number is found, and both values are shown', () => {
    expect(() => check(off(500, 0.1))).toThrow(
      /job: relative error .* at index 500 the device gave -0\.367\d*, the reference -0\.467/,
    );
  });

  test('NaN is found', () => {
    expect(() => check(off(3, NaN))).toThrow(/index 3 the device gave NaN/);
  });

  test('where float32 on the processor loses much too, the device may, but not a twentieth of the result', () => {
    const bad = Float32Array.from(reference, (value) => value * 1.001);
    check(off(500, 0.1), bad);
    expect(() => check(off(500, 3), bad)).toThrow(/relative error/);
    expect(() => check(off(500, 3), off(3, 3))).toThrow(/5\.0e-2 allowed/);
  });
});

describe('sample of a result', () => {
  const problem = vlaProblem(vlaInputs(seededRandom(1), { B: 2, H: 2, T: 12, R: 2, D: 6, Dv: 4 }), {
    lambda0: 0.1,
    keepIntermediates: true,
  });
  /** VLA at such a cost that a check may take so many steps. */
  const affordable = (steps: number) => ({
    ...vlaOperator,
    flops: ({ T }: { T: number }) => (T / steps) * CHECK_FLOPS,
  });
  const ranFor = (milliseconds: number): RunReport => ({
    operator: 'vla',
    backend: 'webgpu',
    form: 'recurrent',
    reason: 'asked for',
    adapter: { ...hostAdapter('cpu') },
    dispatches: 1,
    submissions: 1,
    milliseconds,
  });
  const check = (tensors: object, steps: number, ran = ranFor(1)) => {
    const result = { ...tensors, ran };
    checkOnProcessor({ operator: affordable(steps), problem, result });
  };

  test.each([1, 5, 12, 1000])('the right result passes, whichever head is drawn: %i steps', (steps) => {
    for (let i = 0; i < 10; i++) check(vlaReference(problem), steps);
  });

  test.each(['output', 'writeDirections', 'errors', 'finalMemory', 'finalInverse', 'skippedUpdates'] as const)(
    'a wrong %s is found',
    (name) => {
      const result = vlaReference(problem);
      result[name]!.data.forEach((_, i, data) => (data[i] += 0.01));
      expect(() => check(result, 12)).toThrow(new RegExp(`VLA, ${name} of batch`));
    },
  );

  test('a final state is not compared when the sample ends before it', () => {
    const result = vlaReference(problem);
    result.finalMemory.data.fill(7);
    check(result, 5);
  });

  test('the first job of its kind in a session is checked in full, later ones for a share of their time', () => {
    const long = vlaProblem(vlaInputs(seededRandom(2), { B: 1, H: 1, T: 60, R: 1, D: 4, Dv: 4 }), { lambda0: 0.1 });
    const wrongAtTheEnd = vlaReference(long);
    wrongAtTheEnd.output.data[59 * 4] += 1;
    const run = (ran: RunReport, tensors = wrongAtTheEnd) => {
      const result = { ...tensors, ran };
      checkOnProcessor({ operator: affordable(60), problem: long, result });
    };
    const quick = ranFor(1);
    expect(() => run(quick)).toThrow(/first 60 steps/);
    run(quick);
    expect(() => run({ ...quick, milliseconds: 1000 })).toThrow(/first 60 steps/);
    expect(() => run({ ...quick, form: 'chunk' })).toThrow(/first 60 steps/);

    const wrongEarly = vlaReference(long);
    wrongEarly.output.data[10 * 4] += 1;
    expect(() => run(quick, wrongEarly)).toThrow(/first 24 steps/);
  });
});
