import { expect, test } from 'vitest';
import { rowTextFor } from '../src/ops/wgsl/blocks.wgsl.ts';
import { preferredVlaForm, stepsInTwoPasses } from '../src/ops/vla/form.ts';
import { summarizeAdapter } from '../src/runtime/adapter.ts';

test.each([
  { description: 'llvmpipe: Mesa', D: 32, T: 32, form: 'chunk' },
  { description: 'llvmpipe: Mesa', D: 16, T: 5000, form: 'recurrent' },
  { description: 'llvmpipe: Mesa', D: 64, T: 31, form: 'recurrent' },
  { description: 'SwiftShader', D: 64, T: 2048, form: 'recurrent' },
  { description: 'SwiftShader', D: 128, T: 512, form: 'chunk' },
  { description: 'a graphics card', D: 16, T: 32, form: 'chunk' },
  { description: 'a graphics card', D: 8, T: 4096, form: 'recurrent' },
])('$description, heads of $D, $T steps: $form, with a reason', ({ description, D, T, form }) => {
  const choice = preferredVlaForm({ B: 1, H: 1, T, D, Dv: D, R: 1 }, summarizeAdapter({ description }));
  expect(choice.form).toBe(form);
  expect(choice.reason).not.toBe('');
});

test.each([
  { description: 'SwiftShader', D: 64, T: 32, expected: true },
  { description: 'SwiftShader', D: 64, T: 1, expected: false },
  { description: 'SwiftShader', D: 8, T: 512, expected: false },
  { description: 'llvmpipe: Mesa', D: 64, T: 512, expected: false },
  { description: 'a graphics card', D: 64, T: 512, expected: false },
])('$description, heads of $D, $T steps: two passes step by step is $expected', ({ description, D, T, expected }) => {
  expect(stepsInTwoPasses({ B: 1, H: 1, T, D, Dv: D, R: 1 }, summarizeAdapter({ description }))).toBe(expected);
});

test.each([
  { description: 'llvmpipe: Mesa', D: 64, text: 'staged' },
  { description: 'llvmpipe: Mesa', D: 65, text: 'looped' },
  { description: 'SwiftShader', D: 128, text: 'unrolled' },
  { description: 'SwiftShader', D: 129, text: 'looped' },
])('$description, rows of $D: the pass over S is $text', ({ description, D, text }) => {
  expect(rowTextFor(D, summarizeAdapter({ description }))).toBe(text);
});
