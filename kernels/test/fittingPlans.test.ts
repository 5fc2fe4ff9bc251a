import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DeviceError } from '../src/index.ts';
import { deltaNetOnDevice } from '../src/ops/deltanet/devicePlan.ts';
import { deltaNetGradientOnDevice } from '../src/ops/deltanet/gradientForm.ts';
import { fits } from '../src/ops/call/fittingPlan.ts';
import type { PlannedForm } from '../src/ops/call/fittingPlan.ts';
import { linearAttentionOnDevice } from '../src/ops/linear/devicePlan.ts';
import { linearGradientOnDevice } from '../src/ops/linear/gradientForm.ts';
import { vlaOnDevice } from '../src/ops/vla/devicePlan.ts';
import { chooseForm } from '../src/ops/vla/form.ts';
import { vlaGradientOnDevice } from '../src/ops/vla/gradient/form.ts';
import { preferredDeviceForm } from '../src/ops/vla/preferredForm.ts';
import { vlaSettings } from '../src/ops/vla/problem.ts';
import type { VlaSizes } from '../src/ops/vla/problem.ts';
import { summarizeAdapter } from '../src/runtime/adapter.ts';
import { DEFAULT_LIMITS } from '../src/runtime/limits.ts';
import type { DeviceTraits } from '../src/runtime/types.ts';

type Requested = 'auto' | 'recurrent' | 'chunk';
type Planner = (sizes: VlaSizes, form: Requested, device: DeviceTraits) => PlannedForm;

const none = { shape: [], data: new Float32Array() };
const options = vlaSettings({ lambda0: 1 });
const noStates = { hasInitialMemory: false, hasInitialInverse: false };

const planners: Record<string, Planner> = {
  vla(sizes, form, device) {
    const inputs = { q: none, k: none, v: none, u: none, initialMemory: null, initialInverse: null };
    const problem = { sizes, inputs, options };
    const choice = chooseForm(problem, form, preferredDeviceForm(sizes, device.adapter));
    return vlaOnDevice(problem, { choice, onlyChoice: form !== 'auto' }, device);
  },
  deltaNet: (sizes, form, device) => deltaNetOnDevice(sizes, { form }, device),
  linearAttention: (sizes, form, device) =>
    linearAttentionOnDevice({ sizes, options: { epsilon: 1e-6 } }, { form }, device),
  'gradient of vla': (sizes, form, device) =>
    vlaGradientOnDevice(
      {
        ...{ sizes, options, ...noStates, hasKept: false },
        ...{ hasFinalMemoryGradient: true, hasFinalInverseGradient: true },
      },
      { form },
      device,
    ),
  'gradient of deltaNet': (sizes, form, device) =>
    deltaNetGradientOnDevice({ sizes, hasBeta: true, hasInitialMemory: false }, { form }, device),
  'gradient of linearAttention': (sizes, form, device) =>
    linearGradientOnDevice(
      { sizes, options: { epsilon: 1e-6 }, hasInitialMemory: false, hasInitialNormalizer: false },
      { form },
      device,
    ),
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

describe.each(Object.entries(planners))('%s, where the form is left to it', (_, planner) => {
  test('never has one that does not fit while another does', () => {
    const property = fc.property(anySizes, fc.constantFrom(...adapters), (sizes, adapter) => {
      const device = { limits: DEFAULT_LIMITS, adapter };
      const auto = planned(planner, sizes, 'auto', device);
      const others = (['recurrent', 'chunk'] as const).map((form) => planned(planner, sizes, form, device));
      expect(auto !== null).toBe(others.some((plan) => plan !== null));
      if (!auto) return;
      expect(fits(auto.plan, DEFAULT_LIMITS)).toBe(true);
      expect(auto.formReason).not.toBe('');
    });
    fc.assert(property, { numRuns: 150 });
  });
});

const software = { limits: DEFAULT_LIMITS, adapter: adapters[0]! };

test.each<[string, VlaSizes, string]>([
  ['vla', { B: 8192, H: 1, T: 32, R: 1, D: 32, Dv: 32 }, 'recurrent'],
  ['vla', { B: 1, H: 1, T: 17, R: 1, D: 257, Dv: 2 }, 'chunk'],
  ['deltaNet', { B: 1, H: 1, T: 17, R: 1, D: 600, Dv: 2 }, 'chunk'],
  ['linearAttention', { B: 1, H: 1, T: 17, R: 1, D: 2100, Dv: 2 }, 'chunk'],
  ['gradient of linearAttention', { B: 1, H: 1, T: 17, R: 1, D: 16, Dv: 600 }, 'chunk'],
])('%s of %o goes by %s', (name, sizes, form) => {
  const { formReason, ...plan } = planners[name]!(sizes, 'auto', software);
  expect(plan.form).toBe(form);
  expect(formReason).toMatch(/^the (recurrent|chunk) form does not fit this device$/);
});

test('many heads of linear attention are split over the grid', () => {
  const { passes } = linearAttentionOnDevice(
    { sizes: { B: 32768, H: 1, T: 1, D: 1, Dv: 64 }, options: { epsilon: 1e-6 } },
    {},
    software,
  ).plan;
  expect(passes[0]!.workgroups).toEqual([65535, 1, 2]);
});
