import { expect, test } from 'vitest';
import { planForGradient } from '../../src/ops/call/plan.ts';
import { preferredVlaGradientForm } from '../../src/ops/vla/gradient/form.ts';
import { vlaOperator } from '../../src/ops/vla/operator.ts';
import { KEPT_VECTORS } from '../../src/ops/vla/gradient/buffers.ts';
import { vlaSettings } from '../../src/ops/vla/problem.ts';
import { DEFAULT_LIMITS } from '../../src/runtime/limits.ts';

const adapter = { label: 'a card', vendor: '', architecture: '', device: '', description: '', software: false };
const device = { limits: DEFAULT_LIMITS, adapter };
const sizes = { B: 1, H: 8, T: 2048, R: 1, D: 64, Dv: 64 };
const callOf = (options: object, T = sizes.T) => ({
  sizes: { ...sizes, T },
  options: vlaSettings({ lambda0: 1, ...options }),
  given: new Set(['initialMemory', 'finalMemoryGradient', 'finalInverseGradient']),
});

test.each(['recurrent', 'chunk'] as const)('%s: at most eight passes, for every write and error', (form) => {
  for (const write of ['normalized', 'plain'])
    for (const error of ['residual', 'additive'])
      for (const last of [['finalInverseGradient'], []]) {
        const call = { ...callOf({ write, error }), given: new Set(['initialMemory', 'finalMemoryGradient', ...last]) };
        const { passes } = planForGradient(vlaOperator, call, { form }, device).plan;
        expect(passes.length).toBeLessThanOrEqual(8);
        for (const { bindings } of passes) expect(bindings.length).toBeLessThanOrEqual(8);
      }
});

test('what the forward pass kept is two passes less, and no scratch', () => {
  const call = callOf({});
  const plan = (kept: readonly string[]) =>
    planForGradient(vlaOperator, { ...call, given: new Set([...call.given, ...kept]) }, { form: 'recurrent' }, device)
      .plan;
  const [kept, alone] = [plan(KEPT_VECTORS), plan([])];
  expect(alone.passes.length - kept.passes.length).toBe(2);
  const roles = Object.fromEntries(kept.buffers.map(({ name, role }) => [name, role]));
  for (const name of KEPT_VECTORS) expect(roles[name], name).toBe('input');
});

test('sequences whose records do not fit into one buffer go step by step, and the reason says so', () => {
  expect(preferredVlaGradientForm(sizes, device).form).toBe('chunk');
  expect(preferredVlaGradientForm({ ...sizes, T: 2 ** 17 }, device)).toEqual({
    form: 'recurrent',
    reason: 'the records of all chunks do not fit into one buffer',
  });
});

test('chunks keep some vectors per token, not a matrix', () => {
  const words = (T: number): number =>
    planForGradient(vlaOperator, callOf({}, T), { form: 'chunk' }, device)
      .plan.buffers.filter(({ role }) => role === 'scratch')
      .reduce((sum, buffer) => sum + buffer.words, 0);
  const perToken = (words(4096) - words(2048)) / 2048 / sizes.H;
  expect(perToken).toBeLessThan((sizes.D * sizes.D) / 4);
});
