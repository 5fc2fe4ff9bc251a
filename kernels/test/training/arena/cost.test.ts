import { describe, expect, test } from 'vitest';
import { taskOf } from '../../../src/tasks/index.ts';
import { arenaRun, checkRun, costOf, listOpsArena } from '../../../src/training/index.ts';
import type { ArenaPreset } from '../../../src/training/index.ts';

/** Two digits, as the table of the specification has them. */
const rounded = (value: number): string => value.toExponential(1);

/** Rows of the table: tokens as counted there, with one to ask by, then FLOP of DeltaNet, VLA and softmax. */
const rows: readonly (readonly [string, ArenaPreset, number, string, string, string])[] = [
  ['ListOps A', listOpsArena.A, 17, '3.8e+11', '4.4e+11', '3.6e+11'],
  ['ListOps B', listOpsArena.B, 33, '2.5e+12', '2.9e+12', '2.6e+12'],
  ['ListOps C', listOpsArena.C, 65, '1.9e+13', '2.2e+13', '2.1e+13'],
  ['ListOps D', listOpsArena.D, 257, '3.8e+13', '4.4e+13', '6.5e+13'],
  ['ListOps E', listOpsArena.E, 513, '3.8e+13', '4.4e+13', '9.7e+13'],
  ['ListOps, published', listOpsArena.full, 2000, '1.5e+14', '1.7e+14', '1.1e+15'],
];

describe('what a preset costs', () => {
  test.each(rows)('%s', (_, preset, tokens, deltanet, vla, softmax) => {
    const flop = (mixer: 'deltanet' | 'vla' | 'softmax') => rounded(costOf({ ...preset, tokens }, mixer).flop);
    expect([flop('deltanet'), flop('vla'), flop('softmax')]).toEqual([deltanet, vla, softmax]);
    // The rungs ask at a bracket, and published lengths are below 2000: one token less.
    expect(tokens - preset.tokens).toBe(1);
  });

  test('the sizes of the models', () => {
    const at64 = { tokens: 64 };
    const tiny = { ...listOpsArena.tiny, ...at64 };
    const small = { ...listOpsArena.small, ...at64 };
    expect([tiny, small].map((preset) => costOf(preset, 'linear').parameters)).toEqual([16_384, 65_536]);
    expect(costOf(tiny, 'linear').flopPerToken).toBe(110_592);
    expect(costOf(tiny, 'softmax').flopPerToken).toBe(147_456);
    expect(costOf(small, 'linear').flopPerToken).toBe(442_368);
    expect(costOf(small, 'vla').flopPerToken).toBe(540_672);
    expect(costOf(small, 'gatedDelta').flopPerToken).toBe(393_216 + 2 * 3 * 7 * 2 * 32 ** 2);
  });
});

describe('presets of ListOps', () => {
  test.each(Object.entries(listOpsArena))('%s is a run', (_, preset) => {
    const run = arenaRun(preset, { mixer: 'deltanet', seed: 3 });
    const { tasks, config, settings } = checkRun(run);
    expect(tasks[0]!.length).toBe(preset.tokens);
    expect(config).toMatchObject({ ...preset.model, mixer: 'deltanet', seed: 3 });
    expect(settings).toMatchObject({
      batchSize: preset.batchSize,
      steps: preset.steps,
      learningRate: preset.rates[0],
    });
    expect(new Set(preset.rates).size).toBe(preset.rates.length);
  });

  test('the published one is the task without settings', () => {
    const { name, settings } = listOpsArena.full.task;
    expect(taskOf(name, settings)).toMatchObject({ settings: taskOf('listops').settings });
  });
});
