import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeviceError } from '../src/index.ts';
import { fits } from '../src/ops/call/form.ts';
import type { PlannedForm } from '../src/ops/call/form.ts';
import { planForCall, planForGradient } from '../src/ops/call/plan.ts';
import type { Operator, RunOptions } from '../src/ops/operator.ts';
import { operators } from '../src/ops/operators.ts';
import { inputNames, shapeOf } from '../src/ops/validation/axes.ts';
import type { VlaSizes } from '../src/ops/vla/problem.ts';
import { summarizeAdapter } from '../src/runtime/adapter.ts';
import { DEFAULT_LIMITS } from '../src/runtime/limits.ts';
import type { DeviceTraits, Form } from '../src/runtime/types.ts';

type Requested = 'auto' | 'recurrent' | 'chunk';
type Planner = (sizes: VlaSizes, form: Requested, device: DeviceTraits) => PlannedForm;

const options = { vla: { lambda0: 1 } as RunOptions } as Readonly<Record<string, RunOptions>>;

/** A call of those sizes without a state to start with. */
function problemOf(name: string, operator: Operator, sizes: VlaSizes, more: object = {}) {
  const { required } = operator.inputs;
  const inputs = Object.entries(required).map(([input, axes]) => [
    input,
    { shape: shapeOf(axes, sizes), data: new Float32Array() },
  ]);
  return operator.problemOnDevice(Object.fromEntries(inputs), { ...options[name], ...more });
}

/** Operators of several forms, and their gradients with every result in the loss. */
const planners: Readonly<Record<string, Planner>> = Object.fromEntries(
  Object.entries<Operator>(operators)
    .filter(([, { forms }]) => forms.length > 1)
    .flatMap(([name, operator]): [string, Planner][] => [
      [name, (sizes, form, device) => planForCall(operator, problemOf(name, operator, sizes), { form }, device)],
      [`gradient of ${name}`, gradientPlanner(name, operator)],
    ]),
);

function gradientPlanner(name: string, operator: Operator, more: object = {}): Planner {
  return (sizes, form, device) => {
    const { sizes: all, options } = problemOf(name, operator, sizes, more);
    const given = (names: readonly string[]) => ({ sizes: all, options, given: new Set(names) });
    const wanted = inputNames(operator.inputs).filter(
      (input) => !input.startsWith('initial') && !operator.gradient.onlyOnProcessor?.(given([input])),
    );
    const results = operator.differentiable.map((result) => `${result}Gradient`);
    return planForGradient(operator, given([...wanted, ...results]), { form }, device);
  };
}

/** One that chunks do not have. */
const NUDGED = 'gradient of vla with nudges';
const nudges = { stabilization: { period: 5, epsilon: 0.1 } };
const allPlanners = { ...planners, [NUDGED]: gradientPlanner('vla', operators.vla as Operator, nudges) };

/** The forms that each of them has. */
const formsOf: Readonly<Record<string, readonly Form[]>> = {
  ...Object.fromEntries(
    Object.entries<Operator>(operators).flatMap(([name, { forms, gradient }]) => [
      [name, forms],
      [`gradient of ${name}`, gradient.forms],
    ]),
  ),
  [NUDGED]: ['recurrent'],
};

const adapters = ['llvmpipe: Mesa', 'SwiftShader', 'a graphics card'].map((description) =>
  summarizeAdapter({ description }),
);

/** What a planner gives, or null where the device can't hold it. */
function planned(planner: Planner, sizes: VlaSizes, form: Requested, device: DeviceTraits): PlannedForm | null {
  try {
    return planner(sizes, form, device);
  } catch (error) {
    if (error instanceof DeviceError && error.fault === 'limit') return null;
    throw error;
  }
}

const anySizes = fc
  .record({
    B: fc.constantFrom(1, 2, 300, 8192, 32768, 70_000),
    H: fc.constantFrom(1, 4),
    T: fc.constantFrom(1, 17, 32, 500, 100_000),
    R: fc.constantFrom(1, 2),
    D: fc.constantFrom(1, 16, 32, 100, 257, 400, 600, 2100),
    Dv: fc.constantFrom(1, 2, 32, 64, 600),
  })
  .filter(({ B, H, T, D, Dv }) => B * H * T * Math.max(D, Dv) < 2 ** 26);

describe.each(Object.entries(allPlanners))('%s, where the form is left to it', (name, planner) => {
  test('never has one that does not fit while another does', () => {
    const lanes = fc.constantFrom(null, 8, 64);
    const property = fc.property(anySizes, fc.constantFrom(...adapters), lanes, (sizes, adapter, subgroupSize) => {
      const device = { limits: DEFAULT_LIMITS, adapter, subgroupSize };
      const auto = planned(planner, sizes, 'auto', device);
      const forms = (['recurrent', 'chunk'] as const).filter((form) => formsOf[name]!.includes(form));
      const others = forms.map((form) => planned(planner, sizes, form, device));
      expect(auto !== null).toBe(others.some((plan) => plan !== null));
      if (!auto) return;
      expect(fits(auto.plan, DEFAULT_LIMITS)).toBe(true);
      expect(auto.reason).not.toBe('');
    });
    fc.assert(property, { numRuns: 150 });
  });
});

const software = { limits: DEFAULT_LIMITS, adapter: adapters[0]! };

test.each<[string, VlaSizes, string]>([
  ['vla', { B: 8192, H: 1, T: 32, R: 1, D: 32, Dv: 32 }, 'recurrent'],
  ['vla', { B: 1, H: 1, T: 17, R: 1, D: 257, Dv: 2 }, 'chunk'],
  ['deltanet', { B: 1, H: 1, T: 17, R: 1, D: 600, Dv: 2 }, 'chunk'],
  ['linear', { B: 1, H: 1, T: 17, R: 1, D: 2100, Dv: 2 }, 'chunk'],
  ['gradient of linear', { B: 1, H: 1, T: 17, R: 1, D: 16, Dv: 600 }, 'chunk'],
])('%s of %o goes by %s', (name, sizes, form) => {
  const { reason, ...plan } = planners[name]!(sizes, 'auto', software);
  expect(plan.form).toBe(form);
  expect(reason).toMatch(/^the (recurrent|chunk) form does not fit this device$/);
});

test('many heads of linear attention are split over the grid', () => {
  const { passes } = planners['linear']!({ B: 40_000, H: 1, T: 1, R: 1, D: 1, Dv: 64 }, 'auto', software).plan;
  expect(passes[1]!.workgroups).toEqual([65535, 1, 2]);
  // A head per subgroup, and one for its S.
  const subgroups = { ...software, subgroupSize: 4 };
  const lanes = planners['linear']!({ B: 70_000, H: 1, T: 32, R: 1, D: 1, Dv: 9 }, 'auto', subgroups).plan;
  expect(lanes.passes.map(({ workgroups }) => workgroups)).toEqual([
    [65535, 1, 2],
    [65535, 1, 2],
  ]);
});
