import { expect, test } from 'vitest';
import type { KernelPlan } from '../../src/runtime/plan.ts';
import { shader, written } from '../../src/runtime/shader.ts';
import { sharedDeviceSession } from '../support/device.ts';

/** What a device reads of settings of both kinds, in a pass over [2, 5) that writes all of them for each step. */
const NUMBERS = { T: 4294967295, scale: -0.1, heads: 65536, epsilon: 2 ** -126, last: 3 };

test('a device reads settings as they were given, and the share of the range of each dispatch', async () => {
  const readers = Object.keys(NUMBERS).map((name, i) => `y[5u * t + ${i}u] = f32(settings.${name});`);
  const settings = { T: 'u32', scale: 'f32', heads: 'u32', epsilon: 'f32', last: 'u32' } as const;
  const pass = shader({
    buffers: { y: written('f32') },
    settings,
    ranged: true,
    body: `@compute @workgroup_size(1) fn main() {
      for (var t = settings.begin - 2u; t < settings.end - 2u; t++) { ${readers.join(' ')} }
    }`,
  }).pass({
    label: 'settings',
    settings: NUMBERS,
    range: { begin: 2, end: 5, multiple: 1 },
    workgroups: [1, 1, 1],
    flops: 1,
  });
  const plan: KernelPlan = {
    name: 'settings',
    buffers: [{ name: 'y', role: 'output', words: 15 }],
    passes: [pass],
    workgroupBytes: 0,
    workgroupSize: 1,
  };
  const session = await sharedDeviceSession();
  const { outputs } = await session.execute(plan, {});
  const once = Object.values(NUMBERS).map(Math.fround);
  expect([...outputs['y']!]).toEqual([...once, ...once, ...once]);
});
