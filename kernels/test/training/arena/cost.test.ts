import { describe, expect, test } from 'vitest';
import {
  costOf,
  imageArena,
  listOpsArena,
  pathXArena,
  pathfinderArena,
  retrievalArena,
  textArena,
} from '../../../src/training/index.ts';
import type { ArenaPreset } from '../../../src/training/index.ts';

/** Two digits, as the table of the specification has them. */
const rounded = (value: number): string => value.toExponential(1);

/** Rows of the table: tokens as counted there, then FLOP of DeltaNet, VLA and softmax. */
const rows: readonly (readonly [string, ArenaPreset, number, string, string, string])[] = [
  ['ListOps A', listOpsArena.A, 17, '3.8e+11', '4.4e+11', '3.6e+11'],
  ['ListOps B', listOpsArena.B, 33, '2.5e+12', '2.9e+12', '2.6e+12'],
  ['ListOps C', listOpsArena.C, 65, '1.9e+13', '2.2e+13', '2.1e+13'],
  ['ListOps D', listOpsArena.D, 257, '3.8e+13', '4.4e+13', '6.5e+13'],
  ['ListOps E', listOpsArena.E, 513, '3.8e+13', '4.4e+13', '9.7e+13'],
  ['ListOps, published', listOpsArena.full, 2000, '1.5e+14', '1.7e+14', '1.1e+15'],
  ['Pathfinder 12', pathfinderArena['12'], 145, '1.1e+13', '1.3e+13', '1.9e+13'],
  ['Pathfinder 16', pathfinderArena['16'], 257, '1.9e+13', '2.2e+13', '4.9e+13'],
  ['Pathfinder 20', pathfinderArena['20'], 401, '6.0e+13', '6.9e+13', '1.3e+14'],
  ['Pathfinder 24', pathfinderArena['24'], 577, '8.6e+13', '1.0e+14', '2.4e+14'],
  ['Pathfinder, published', pathfinderArena.full, 1024, '7.6e+15', '8.8e+15', '3.2e+16'],
  ['Text, 256 bytes', textArena.tiny, 257, '9.6e+12', '1.1e+13', '2.4e+13'],
  ['Text, 512 bytes', textArena.small, 513, '3.8e+13', '4.4e+13', '9.7e+13'],
  ['Text, 1,000 bytes', textArena.full, 1000, '3.0e+14', '3.5e+14', '1.2e+15'],
  ['Text, 4,000 bytes', textArena.longest, 4000, '1.2e+15', '1.4e+15', '1.7e+16'],
  ['Image, 16 × 16', imageArena.small, 257, '3.8e+13', '4.4e+13', '6.5e+13'],
  ['Image, published', imageArena.full, 1024, '4.3e+15', '5.0e+15', '1.8e+16'],
  ['Retrieval, 2 × 128', retrievalArena.tiny, 258, '9.6e+12', '1.1e+13', '2.4e+13'],
];

describe('what a preset costs', () => {
  test.each(rows)('%s', (_, preset, tokens, deltanet, vla, softmax) => {
    const flop = (mixer: 'deltanet' | 'vla' | 'softmax') => rounded(costOf({ ...preset, tokens }, mixer).flop);
    expect([flop('deltanet'), flop('vla'), flop('softmax')]).toEqual([deltanet, vla, softmax]);
    // The table counts one token more for ListOps, which asks at a bracket, and none that asks or parts two texts for the others.
    expect(Math.abs(tokens - preset.tokens)).toBeLessThanOrEqual(1);
  });

  test('Retrieval as it was published: two sequences, of which neither attends to the other', () => {
    const { full } = retrievalArena;
    expect(full.tokens).toBe(8002);
    const towers = { ...full, tokens: 4000, batchSize: 2 * full.batchSize };
    const flop = (['deltanet', 'vla', 'softmax'] as const).map((mixer) => rounded(costOf(towers, mixer).flop));
    expect(flop).toEqual(['3.6e+15', '4.2e+15', '5.0e+16']);
  });

  test('Path-X with 50 epochs: at least what the specification has for a hundred thousand weights', () => {
    const { parameters, flop } = costOf(pathXArena.full, 'deltanet');
    expect(rounded((flop * 100_000) / parameters)).toBe('9.3e+16');
    expect((flop * 100_000) / parameters).toBeGreaterThan(7.9e16);
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
