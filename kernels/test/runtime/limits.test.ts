import { describe, expect, test } from 'vitest';
import { CANARY_WORDS } from '../../src/runtime/guards.ts';
import { DEFAULT_LIMITS, checkLimits } from '../../src/runtime/limits.ts';
import type { KernelPlan } from '../../src/runtime/plan.ts';

const plan: KernelPlan = {
  name: 'job',
  buffers: [{ name: 'x', role: 'output', words: 1024 }],
  passes: [{ label: 'pass', code: '', bindings: ['x'], workgroups: [65535, 1, 1], flops: 1 }],
  workgroupBytes: 16384,
  workgroupSize: 256,
};

test('a plan that uses the default limits up is accepted', () => {
  const words = DEFAULT_LIMITS.maxStorageBufferBindingSize / 4 - CANARY_WORDS;
  checkLimits({ ...plan, buffers: [{ name: 'x', role: 'output', words }] }, DEFAULT_LIMITS);
});

describe('one more than a limit is refused with the limit, what is wanted, and what there is', () => {
  const words = DEFAULT_LIMITS.maxStorageBufferBindingSize / 4 - CANARY_WORDS + 1;
  const onePass = plan.passes[0]!;
  test.each<[string, Partial<KernelPlan>, RegExp]>([
    ['workgroup memory', { workgroupBytes: 16388 }, /maxComputeWorkgroupStorageSize = 16388.*16384/],
    ['invocations', { workgroupSize: 257 }, /maxComputeInvocationsPerWorkgroup = 257.*256/],
    ['binding size', { buffers: [{ name: 'x', role: 'output', words }] }, /"x" needs maxStorageBufferBindingSize/],
    [
      'storage buffers',
      { passes: [{ ...onePass, bindings: Array.from({ length: 9 }, () => 'x') }] },
      /maxStorageBuffersPerShaderStage = 9.*8/,
    ],
    [
      'workgroups',
      { passes: [{ ...onePass, workgroups: [1, 65536, 1] }] },
      /maxComputeWorkgroupsPerDimension = 65536.*65535/,
    ],
  ])('%s', (_, change, message) => {
    expect(() => checkLimits({ ...plan, ...change }, DEFAULT_LIMITS)).toThrow(message);
  });
});
