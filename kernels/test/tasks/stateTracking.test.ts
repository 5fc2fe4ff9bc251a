import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../src/index.ts';
import { batchAt, taskOf } from '../../src/tasks/index.ts';
import type { Task } from '../../src/tasks/index.ts';
import { modularAddition, parity, permutations, permutationsOf } from '../../src/tasks/stateTracking/index.ts';

const rows = (task: Task, count = 40) => {
  const { tokens, targets, mask, length } = batchAt({ task, split: 'test', seed: 4, index: 0, size: count });
  return Array.from({ length: count }, (_, row) => {
    const part = (data: Int32Array | Uint8Array): number[] => [...data.slice(row * length, (row + 1) * length)];
    return { tokens: part(tokens), targets: part(targets), mask: part(mask) };
  });
};

/** Sums over the whole prefix each time, where the task keeps a state. */
const prefixSums = (tokens: readonly number[], modulus: number): number[] =>
  tokens.map((_, t) => tokens.slice(0, t + 1).reduce((sum, token) => sum + token, 0) % modulus);

describe('state tracking', () => {
  test('parity is that of the ones so far', () => {
    for (const { tokens, targets, mask } of rows(parity({ length: 60 }))) {
      expect(targets).toEqual(prefixSums(tokens, 2));
      expect(mask).toEqual(tokens.map(() => 1));
    }
  });

  test('addition is that of all numbers so far', () => {
    const all = rows(modularAddition({ modulus: 7, length: 30 }));
    for (const { tokens, targets } of all) expect(targets).toEqual(prefixSums(tokens, 7));
    expect(new Set(all.flatMap(({ tokens }) => tokens)).size).toBe(7);
  });

  test.each([2, 3, 4, 5])('permutations of %i things move real things', (things) => {
    const all = permutationsOf(things);
    expect(all).toHaveLength([0, 1, 2, 6, 24, 120][things]!);
    expect(all.map((one) => one.join(''))).toEqual(all.map((one) => one.join('')).sort());
    for (const { tokens, targets } of rows(permutations({ things, length: 25 }))) {
      let line = Array.from({ length: things }, (_, thing) => thing);
      tokens.forEach((token, t) => {
        const before = line;
        line = all[token]!.map((from) => before[from]!);
        expect(all[targets[t]!]).toEqual(line);
      });
    }
  });

  test('swaps move two things or none', () => {
    const drawn = new Set(
      rows(permutations({ things: 4, moves: 'swaps', length: 50 })).flatMap(({ tokens }) => tokens),
    );
    const moved = (token: number): number => permutationsOf(4)[token]!.filter((from, place) => from !== place).length;
    expect([...drawn].map(moved).sort()).toEqual([0, 2, 2, 2, 2, 2, 2]);
  });

  test('may be asked for at the end only', () => {
    for (const { tokens, targets, mask } of rows(parity({ length: 9, asked: 'last' }))) {
      expect(mask).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1]);
      expect(targets.at(-1)).toBe(prefixSums(tokens, 2).at(-1));
    }
  });

  test.each([parity(), modularAddition({ modulus: 3 }), permutations({ things: 5, moves: 'swaps', asked: 'last' })])(
    '$name is made again from its name and settings',
    (task) => {
      expect(rows(taskOf(task.name, task.settings))).toEqual(rows(task));
    },
  );

  test.each([
    [() => parity({ length: 0 }), 'length'],
    [() => parity({ asked: 'some' } as never), 'asked'],
    [() => parity({ modulus: 3 } as never), 'modulus'],
    [() => modularAddition({ modulus: 1 }), 'modulus'],
    [() => permutations({ things: 6 }), 'things'],
    [() => permutations({ moves: 'turns' } as never), 'moves'],
  ])('refuses a setting by its name (%#)', (make, name) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(name);
  });
});
