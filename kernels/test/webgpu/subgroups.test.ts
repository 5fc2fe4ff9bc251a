import { beforeAll, describe, expect, test } from 'vitest';
import type { HostTensor, WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { exampleInputs } from '../../src/ops/example.ts';
import { gradientProblem } from '../../src/ops/call/gradientProblem.ts';
import { runGradient } from '../../src/ops/call/gradient.ts';
import { runOperator } from '../../src/ops/call/run.ts';
import { runAtOnce } from '../../src/ops/host/job.ts';
import type { Operator, RunOptions } from '../../src/ops/operator.ts';
import { operators } from '../../src/ops/operators.ts';
import { vla } from '../../src/ops/vla/index.ts';
import { vlaProblem } from '../../src/ops/vla/problem.ts';
import { vlaStepsPlan } from '../../src/ops/vla/recurrent/twoPassPlan.ts';
import { asFloat32 } from '../../src/ops/host/float32.ts';
import { vlaReference } from '../../src/ops/vla/reference.ts';
import { seededRandom } from '../../src/random.ts';
import type { RunReport } from '../../src/runtime/types.ts';
import { driver, subgroupsSession } from '../support/device.ts';
import { rounded } from '../support/generated.ts';
import { normals, vlaInputs } from '../support/random.ts';
import { packVlaState, unpackVlaState } from '../support/vlaState.ts';

const TOLERANCE = 2e-5;

let session: WebGpuSession;
let W: number;
beforeAll(async () => {
  session = await subgroupsSession();
  W = session.subgroupSize!;
});

/** The subgroup size, known before the device is: what the two drivers have at their default width. */
const lanes = driver === 'swiftshader' ? 4 : 8;
test('subgroups have the size that the shapes below are made for', () => {
  expect(W).toBe(lanes);
});

/** Around whole subgroups, and around four rows in each lane. */
const shapes = [
  [1, 1],
  [3, 2 * lanes + 1],
  [4, lanes],
  [5, 1],
  [lanes - 1, lanes + 1],
  [lanes, 2 * lanes],
  [lanes + 1, lanes - 1],
  [2 * lanes - 1, 4 * lanes],
  [2 * lanes + 1, 4 * lanes + 1],
  [3, 8 * lanes + 3],
  [4 * lanes - 1, 5 * lanes],
] as const;

const stepByStep = Object.entries<Operator>(operators).filter(([name]) => name !== 'softmax');

type Result = Record<string, HostTensor> & { readonly ran: RunReport };

/** A call of an operator with all its options in turn, and the state that it starts from. */
function callOf(
  operator: Operator,
  [D, Dv]: readonly [number, number],
  index: number,
  choices: readonly object[] = operator.example.options.map(([, options]) => options),
) {
  const [B, H, T] = [1, 2, 35];
  const random = seededRandom(100 + index);
  const sizes = { B, H, T, D, Dv, R: 1 + (index % 3) };
  const plain = exampleInputs(operator, random, sizes);
  const state = 'initialMemory' in operator.inputs.optional ? { initialMemory: normals(random, B, H, Dv, D) } : {};
  const options: RunOptions = choices[(index >> 1) % choices.length]!;
  return { inputs: rounded({ ...plain, ...(index % 2 && state) } as never) as object, options, sizes };
}

const withoutNudge = ({ example }: Operator) =>
  example.options.map(([, options]) => options).filter((options) => !('stabilization' in options));

/** Gradients of everything that a loss may depend on. */
function lossOf(operator: Operator, inputs: object, options: RunOptions) {
  const results = runAtOnce(operator.reference(operator.problem(inputs, options))) as Record<string, HostTensor>;
  const random = seededRandom(3);
  const names = operator.differentiable.filter((name) => results[name]);
  return Object.fromEntries(names.map((name) => [`${name}Gradient`, normals(random, ...results[name]!.shape)]));
}

describe.each(stepByStep)('%s in subgroups', (_, operator) => {
  const calls = shapes.map((shape, index) => [...shape, index] as const);

  test.each(calls)('heads of %i and %i', async (D, Dv, index) => {
    const { inputs, options } = callOf(operator, [D, Dv], index);
    const all = { ...options, session, form: 'recurrent' } as RunOptions;
    const result = await runOperator<never, never, Promise<Result>>(operator as never, inputs, all as never);
    expect(result.ran.kernel).toMatch(new RegExp(`in subgroups of ${W}$`));
    const expected = runAtOnce(operator.reference(operator.problem(inputs, options)));
    expectClose(result, expected, TOLERANCE);
  });

  // With keys of one number, linear attention hardly depends on queries: what is left of that gradient is rounding.
  const differentiable = calls.filter(([D], index) => index % 2 === 1 && D > 1);

  test.each(differentiable)('the gradient with heads of %i and %i', async (D, Dv, index) => {
    // Of the options in turn, those that a device has the gradient of.
    const { inputs, options } = callOf(operator, [D, Dv], index, withoutNudge(operator));
    const over = { ...inputs, ...lossOf(operator, inputs, options) };
    const all = { ...options, session, form: 'recurrent' } as RunOptions;
    const { ran, ...gradients } = await runGradient<never, never, Result>(operator as never, over, all as never);
    expect(ran.kernel).toMatch(new RegExp(`in subgroups of ${W}$`));
    expectClose(gradients, runAtOnce(operator.gradient.reference(gradientProblem(operator, over, options))), 1e-4);
  });
});

function expectClose(actual: object, expected: object, tolerance: number): void {
  for (const [name, tensor] of Object.entries(expected) as [string, HostTensor | undefined][]) {
    if (!tensor) continue;
    const { data } = (actual as Record<string, HostTensor>)[name]!;
    expect(relativeError(data, tensor.data), name).toBeLessThanOrEqual(tolerance);
  }
}

describe('numbers that float32 has', () => {
  // As many steps as keys have numbers, which is odd.
  const [B, H, D, Dv] = [1, 2, 33, lanes + 3];
  const random = seededRandom(5);
  const integers = (...shape: number[]): HostTensor => ({
    shape,
    data: normals(random, ...shape).data.map((x) => Math.round(3 * x)),
  });
  /** Rows with one 1 each, at the place that a permutation of the steps says. */
  const oneHot = (place: (t: number) => number): HostTensor => {
    const data = new Float32Array(B * H * D * D);
    for (let row = 0; row < B * H * D; row++) data[row * D + place(row % D)] = 1;
    return { shape: [B, H, D, D], data };
  };
  const k = oneHot((t) => (5 * t) % D);
  const u = oneHot((t) => (2 * t + 1) % D);
  const inputs = { q: integers(B, H, D, D), k, v: integers(B, H, D, Dv) };

  test('VLA with directions that are each used once equals float64 to the bit', async () => {
    const options = { lambda0: 1, keepIntermediates: true };
    const result = await vla({ ...inputs, u }, { ...options, form: 'recurrent', session });
    expect(result.ran.kernel).toContain('in subgroups');
    expectClose(result, vlaReference(vlaProblem({ ...inputs, u }, options)), 0);
  });

  test.each(stepByStep.filter(([name]) => name === 'deltanet' || name === 'linear'))(
    '%s equals float64 to the bit',
    async (_, operator) => {
      const all = { session, form: 'recurrent' };
      const result = await runOperator<never, never, Promise<Result>>(operator as never, inputs, all as never);
      const expected = runAtOnce(operator.reference(operator.problem(inputs, {}))) as Record<string, HostTensor>;
      expectClose(result, { finalMemory: expected['finalMemory'] }, 0);
      if (operator.name === 'deltanet') expectClose(result, expected, 0);
    },
  );
});

test('A stays symmetric to the bit, over several parts of the sequence', async () => {
  const sizes = { B: 1, H: 3, T: 40, D: 2 * lanes + 1, Dv: 9, R: 2 };
  const inputs = rounded(vlaInputs(seededRandom(15), sizes));
  const problem = vlaProblem(inputs, { lambda0: 0.1, stabilization: { period: 7, epsilon: 0.01 } });
  // The directions of 3 heads: 12 tokens fit.
  const limits = { ...session.limits, maxStorageBufferBindingSize: 4 * (12 * 3 * sizes.D + 64) };
  const plan = vlaStepsPlan(problem, { limits, adapter: session.adapter, subgroupSize: W })!;
  expect(plan.passes).toHaveLength(8);
  const { q, k, v, u } = inputs;
  const data = Object.entries({ q, k, v, u }).map(([name, tensor]) => [name, asFloat32(tensor)]);
  const { outputs } = await session.execute(plan, { ...Object.fromEntries(data), state: packVlaState(problem) });
  const { output, ...state } = vlaReference(problem);
  const computed = unpackVlaState(outputs['state']!, sizes);
  expectClose({ ...computed, output: { data: outputs['output']! } }, { ...state, output }, TOLERANCE);
  const A = computed.finalInverse.data;
  for (let i = 0; i < sizes.D; i++) for (let j = 0; j < i; j++) expect(A[sizes.D * i + j]).toBe(A[sizes.D * j + i]);
});

test('heads too long for the registers of subgroups take the texts without them', async () => {
  const inputs = rounded(vlaInputs(seededRandom(16), { B: 1, H: 1, T: 33, D: 136, Dv: 4, R: 1 }));
  const result = await vla(inputs, { lambda0: 1, form: 'recurrent', session });
  expect(result.ran.kernel).not.toContain('subgroups');
  expectClose(result, vlaReference(vlaProblem(inputs, { lambda0: 1 })), TOLERANCE);
});

test('sequences too short to make up for compiling take the texts without them', async () => {
  const inputs = vlaInputs(seededRandom(17), { B: 1, H: 1, T: 31, D: 8, Dv: 8, R: 1 });
  const result = await vla(inputs, { lambda0: 1, form: 'recurrent', session });
  expect(result.ran.kernel).not.toContain('subgroups');
});

test('the gradient of decays, some of them 0, over several blocks of runs and a run that is cut short', async () => {
  const sizes = { B: 1, H: 2, T: 71, D: lanes + 3, Dv: 2 * lanes + 1, R: 1 };
  const operator: Operator = operators.gatedDelta;
  const inputs = rounded(exampleInputs(operator, seededRandom(18), sizes) as never) as Record<string, HostTensor>;
  const { shape, data } = inputs['gamma']!;
  const over = {
    ...inputs,
    gamma: { shape, data: data.map((decay, index) => (index % 9 === 4 ? 0 : decay)) },
    outputGradient: normals(seededRandom(19), 1, 2, sizes.T, sizes.Dv),
    finalMemoryGradient: normals(seededRandom(20), 1, 2, sizes.Dv, sizes.D),
  };
  const all = { session, form: 'recurrent' };
  const { ran, ...gradients } = await runGradient<never, never, Result>(operator as never, over, all as never);
  expect(ran.kernel).toMatch(new RegExp(`in subgroups of ${W}$`));
  expectClose(gradients, runAtOnce(operator.gradient.reference(gradientProblem(operator, over, {}))), 1e-5);
});
