import { expect, test } from 'vitest';
import { rowTextFor } from '../src/ops/wgsl/blocks.wgsl.ts';
import { preferredLinearForm, preferredLinearGradientForm } from '../src/ops/linear/form.ts';
import { preferredVlaGradientForm } from '../src/ops/vla/gradient/form.ts';
import { planForCall } from '../src/ops/call/plan.ts';
import { vlaOperator } from '../src/ops/vla/operator.ts';
import { vlaProblem } from '../src/ops/vla/problem.ts';
import { preferredVlaForm, stepsInTwoPasses } from '../src/ops/vla/form.ts';
import { seededRandom } from '../src/random.ts';
import { summarizeAdapter } from '../src/runtime/adapter.ts';
import { DEFAULT_LIMITS } from '../src/runtime/limits.ts';
import type { DeviceTraits } from '../src/runtime/types.ts';
import { vlaInputs } from './support/random.ts';

function deviceOf(description: string, subgroupSize: number | null = null): DeviceTraits {
  return { limits: DEFAULT_LIMITS, adapter: summarizeAdapter({ description }), subgroupSize };
}

test.each([
  { description: 'llvmpipe: Mesa', D: 32, T: 32, form: 'chunk' },
  { description: 'llvmpipe: Mesa', D: 16, T: 5000, form: 'recurrent' },
  { description: 'llvmpipe: Mesa', D: 64, T: 31, form: 'recurrent' },
  { description: 'SwiftShader', D: 64, T: 2048, form: 'recurrent' },
  { description: 'SwiftShader', D: 128, T: 512, form: 'chunk' },
  { description: 'a graphics card', D: 16, T: 32, form: 'chunk' },
  { description: 'a graphics card', D: 8, T: 4096, form: 'recurrent' },
])('$description, heads of $D, $T steps: $form, with a reason', ({ description, D, T, form }) => {
  const choice = preferredVlaForm({ B: 1, H: 1, T, D, Dv: D, R: 1 }, deviceOf(description));
  expect(choice.form).toBe(form);
  expect(choice.reason).not.toBe('');
});

test.each([
  { description: 'llvmpipe: Mesa', lanes: 8, D: 88, T: 4096, form: 'recurrent', reason: 'in subgroups of 8' },
  { description: 'llvmpipe: Mesa', lanes: 8, D: 96, T: 4096, form: 'chunk', reason: 'heads of 32 and more' },
  { description: 'llvmpipe: Mesa', lanes: 8, D: 64, T: 32, form: 'recurrent', reason: 'in subgroups of 8' },
  { description: 'llvmpipe: Mesa', lanes: 8, D: 64, T: 31, form: 'recurrent', reason: 'below 32 steps' },
  { description: 'SwiftShader', lanes: 4, D: 64, T: 32, form: 'recurrent', reason: 'in subgroups of 4' },
  { description: 'SwiftShader', lanes: 4, D: 65, T: 32, form: 'recurrent', reason: 'heads below 128' },
  { description: 'a graphics card', lanes: 32, D: 64, T: 512, form: 'chunk', reason: 'heads of 16 and more' },
])('$description with subgroups of $lanes, heads of $D, $T steps: $form', ({ description, lanes, D, T, ...choice }) => {
  const sizes = { B: 1, H: 64, T, D, Dv: D, R: 1 };
  const { form, reason } = preferredVlaForm(sizes, deviceOf(description, lanes));
  expect(form).toBe(choice.form);
  expect(reason).toContain(choice.reason);
});

test.each([
  { description: 'llvmpipe: Mesa', lanes: 8, H: 4, T: 32, form: 'chunk', reason: 'from 32 steps on' },
  { description: 'SwiftShader', lanes: null, H: 4, T: 32, form: 'chunk', reason: 'from 32 steps on' },
  { description: 'SwiftShader', lanes: 4, H: 4, T: 31, form: 'recurrent', reason: 'below 32 steps' },
  { description: 'SwiftShader', lanes: 4, H: 1, T: 512, form: 'parallel', reason: 'do not occupy the device' },
  { description: 'a graphics card', lanes: 32, H: 64, T: 32, form: 'chunk', reason: 'from 32 steps on' },
])('read through A, or errors cut, on $description, subgroups of $lanes, $H heads, $T steps: $form', (given) => {
  const { description, lanes, H, T, form, reason } = given;
  const inputs = vlaInputs(seededRandom(1), { B: 1, H, T, D: 8, Dv: 8, R: 1 });
  const device = deviceOf(description, lanes);
  for (const option of [{ readout: 'penalized' }, { errorBound: 1 }] as const) {
    const planned = planForCall(vlaOperator, vlaProblem(inputs, { lambda0: 1, ...option }), {}, device);
    expect(planned.form).toBe(form);
    expect(planned.reason).toContain(reason);
  }
});

test.each([
  { description: 'llvmpipe: Mesa', lanes: 8, D: 64, vla: 'recurrent', linear: 'recurrent' },
  { description: 'llvmpipe: Mesa', lanes: null, D: 64, vla: 'chunk', linear: 'recurrent' },
  { description: 'SwiftShader', lanes: null, D: 64, vla: 'recurrent', linear: 'chunk' },
  { description: 'SwiftShader', lanes: 4, D: 64, vla: 'recurrent', linear: 'recurrent' },
  { description: 'SwiftShader', lanes: 4, D: 128, vla: 'chunk', linear: 'chunk' },
  { description: 'a graphics card', lanes: 32, D: 64, vla: 'chunk', linear: 'chunk' },
])('the gradient on $description, subgroups of $lanes, heads of $D', ({ description, lanes, D, ...forms }) => {
  const sizes = { B: 1, H: 1, T: 64, D, Dv: D, R: 1 };
  const device = deviceOf(description, lanes);
  expect(preferredVlaGradientForm(sizes, device).form).toBe(forms.vla);
  expect(preferredLinearGradientForm(sizes, device).form).toBe(forms.linear);
});

test.each([
  { description: 'SwiftShader', lanes: 4, D: 64, T: 32, expected: true },
  { description: 'llvmpipe: Mesa', lanes: 8, D: 64, T: 32, expected: true },
  { description: 'llvmpipe: Mesa', lanes: 8, D: 64, T: 31, expected: false },
  { description: 'llvmpipe: Mesa', lanes: 8, D: 96, T: 512, expected: false },
  { description: 'a graphics card', lanes: 32, D: 128, T: 512, expected: true },
])('$description with subgroups of $lanes, heads of $D, $T steps: two passes is $expected', (given) => {
  const { description, lanes, D, T, expected } = given;
  expect(stepsInTwoPasses({ B: 1, H: 1, T, D, Dv: D, R: 1 }, deviceOf(description, lanes))).toBe(expected);
});

test.each([
  { description: 'SwiftShader', D: 64, T: 32, expected: true },
  { description: 'SwiftShader', D: 64, T: 1, expected: false },
  { description: 'SwiftShader', D: 8, T: 512, expected: false },
  { description: 'llvmpipe: Mesa', D: 64, T: 512, expected: false },
  { description: 'a graphics card', D: 64, T: 512, expected: false },
])('$description, heads of $D, $T steps: two passes step by step is $expected', ({ description, D, T, expected }) => {
  expect(stepsInTwoPasses({ B: 1, H: 1, T, D, Dv: D, R: 1 }, deviceOf(description))).toBe(expected);
});

test.each([
  { description: 'llvmpipe: Mesa', D: 64, text: 'staged' },
  { description: 'llvmpipe: Mesa', D: 65, text: 'looped' },
  { description: 'SwiftShader', D: 128, text: 'unrolled' },
  { description: 'SwiftShader', D: 129, text: 'looped' },
])('$description, rows of $D: the pass over S is $text', ({ description, D, text }) => {
  expect(rowTextFor(D, summarizeAdapter({ description }))).toBe(text);
});

test.each([
  { description: 'llvmpipe: Mesa', D: 16, form: 'recurrent' },
  { description: 'SwiftShader', D: 128, form: 'recurrent' },
  { description: 'SwiftShader', D: 129, form: 'chunk' },
  { description: 'a graphics card', D: 16, form: 'chunk' },
])('linear attention on $description, heads of $D: $form', ({ description, D, form }) => {
  const choice = preferredLinearForm({ B: 1, H: 1, T: 32, D, Dv: D }, summarizeAdapter({ description }));
  expect(choice.form).toBe(form);
  expect(choice.reason).not.toBe('');
});
