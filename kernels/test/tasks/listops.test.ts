import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../src/index.ts';
import { seededRandom } from '../../src/random.ts';
import { batchAt, taskOf } from '../../src/tasks/index.ts';
import {
  branchOf,
  checkExpression,
  dependencyDepth,
  drawTree,
  listOps,
  listOpsFloors,
  listOpsPresets,
  listOpsSettings,
  readExpression,
  valueOf,
  writeTree,
  writtenAs,
  operators,
} from '../../src/tasks/listops/index.ts';
import { believed, certain } from '../../src/tasks/listops/beliefs.ts';
import type { Branch, ListOpsPreset, Tree } from '../../src/tasks/listops/index.ts';

const sample = (preset: ListOpsPreset, count: number, seed: number): Branch[] => {
  const random = seededRandom(seed);
  const settings = listOpsSettings({ preset });
  return Array.from({ length: count }, () => drawTree(random, settings));
};

const written = (tree: Tree): Int32Array => {
  const tokens = new Int32Array(2000);
  return tokens.slice(0, writeTree(tree, tokens));
};

/** Any tree, shallow ones mostly. */
const anyTree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.nat(9),
    fc
      .tuple(
        fc.constantFrom('MIN' as const, 'MAX' as const, 'MED' as const, 'SM' as const),
        fc.array(tie('tree'), { minLength: 2, maxLength: 5 }),
      )
      .map(([operator, operands]) => branchOf(operator, operands)),
  ),
})).tree;

describe('the checker', () => {
  test.each([
    ['[MED 4 7 ]', 5],
    ['[MED 0 1 ]', 0],
    ['[MED 9 1 4 ]', 4],
    ['[MED 8 2 6 3 ]', 4],
    ['[MIN 4 7 ]', 4],
    ['[MAX 2 9 [MIN 4 7 ] 0 ]', 9],
    ['[SM 9 9 9 ]', 7],
    ['[SM [MAX 3 5 ] [MED 1 2 ] 6 ]', 2],
    ['7', 7],
  ])('evaluates %s to %i', (expression, value) => {
    expect(checkExpression(readExpression(expression)).value).toBe(value);
  });

  test('agrees with any tree, in its value, its brackets and its depth', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        const tokens = new Int32Array(5000);
        const brackets: { position: number; value: number }[] = [];
        const length = writeTree(tree, tokens, (position, value) => brackets.push({ position, value }));
        const depth = (node: Tree): number =>
          typeof node === 'number' ? 1 : 1 + Math.max(...node.operands.map((operand) => depth(operand)));
        expect(checkExpression(tokens.subarray(0, length))).toMatchObject({
          value: valueOf(tree),
          brackets,
          depth: depth(tree),
          length,
        });
      }),
    );
  });

  test('agrees with 100,000 drawn trees, which keep their bounds', () => {
    const counts: Record<ListOpsPreset, number> = {
      A: 30_000,
      B: 30_000,
      B2: 20_000,
      C: 15_500,
      D: 3000,
      E: 500,
      full: 1000,
    };
    expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(100_000);
    for (const preset of Object.keys(counts) as ListOpsPreset[]) {
      const { maxDepth, maxArguments, minLength, maxLength } = listOpsPresets[preset];
      let wrong = 0;
      for (const tree of sample(preset, counts[preset], 3)) {
        const { value, depth, mostOperands, length } = checkExpression(written(tree));
        const kept = depth <= maxDepth && mostOperands <= maxArguments && length >= minLength && length <= maxLength;
        if (value !== tree.value || length !== tree.length || !kept) wrong++;
      }
      expect({ preset, wrong }).toEqual({ preset, wrong: 0 });
    }
  });

  test.each([
    ['', 'empty'],
    ['[MAX 2 9', 'MAX without its "]" (token 1)'],
    ['[MAX 2 ] ]', 'MAX of 1 operands'],
    ['[MAX 2 3 ] ]', 'continued after its end (token 5)'],
    [']', 'closes nothing'],
    ['3 4', 'continued after its end'],
    ['[MAX 2 12 ]', 'the word "12"'],
    ['[MEAN 2 3 ]', 'the word "[MEAN"'],
    ['[MAX 2 3 ] [', 'the word "["'],
    ['[SM 1 2] x', 'the word "x"'],
  ])('refuses %j', (expression, words) => {
    const check = (): unknown => checkExpression(readExpression(expression));
    expect(check).toThrow(ArgumentError);
    expect(check).toThrow(words);
  });

  test('refuses tokens that are none, and tokens after the padding', () => {
    for (const tokens of [[16], [-1], [1.5], [NaN], [3, 15, 3]])
      expect(() => checkExpression(tokens)).toThrow(ArgumentError);
    expect(checkExpression([3, 15, 15]).value).toBe(3);
  });
});

describe('words', () => {
  test('of an expression are read back', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        const tokens = written(tree);
        expect(readExpression(writtenAs(tokens))).toEqual([...tokens]);
      }),
    );
  });

  test('of the published files, with their round brackets, are the same tokens', () => {
    const published = '( ( ( ( [MAX 2 ) 9 ) ( ( ( [MIN 4 ) 7 ) ] ) ) ] )';
    expect(writtenAs(readExpression(published))).toBe('[MAX 2 9 [MIN 4 7 ] ]');
  });
});

describe('dependency depth', () => {
  test.each([
    ['5', 1],
    ['[MAX 2 9 [MIN 4 7 ] ]', 2],
    ['[MAX 2 3 [MIN 4 7 ] ]', 3],
    ['[MAX 2 4 [MIN 4 7 ] ]', 2],
    ['[SM 2 4 [MIN 4 [MAX 9 9 ] ] ]', 3],
    ['[MED 1 [SM 2 3 ] 9 ]', 3],
  ])('of %s is %i', (expression, depth) => {
    const tokens = readExpression(expression);
    expect(dependencyDepth(treeOf(tokens))).toBe(depth);
  });
});

describe('groups of questions', () => {
  test('at the root there is one: its operator, and how deep the decisive digits lie', () => {
    const task = listOps({ preset: 'C' });
    const { tokens, mask } = batchAt({ task, split: 'train', seed: 3, index: 0, size: 1 });
    const tree = treeOf([...tokens]) as Branch;
    const expected = { operator: tree.operator, 'dependency depth': String(dependencyDepth(tree)) };
    expect(task.groups!({ tokens, mask })).toEqual([expected]);
  });

  test('at every bracket there is one for what it closes, in the order of the questions', () => {
    const task = listOps({ preset: 'B', asked: 'brackets' });
    const tokens = Int32Array.from([...readExpression('[MAX [SM 1 2 ] [MED 3 [MIN 4 5 ] 9 ] 7 ]'), 15, 15]);
    const mask = Uint8Array.from(tokens, (token) => (token === 14 ? 1 : 0));
    const of = (operator: string, depth: number) => ({ operator, 'dependency depth': String(depth) });
    expect(task.groups!({ tokens, mask })).toEqual([of('SM', 2), of('MIN', 2), of('MED', 3), of('MAX', 2)]);
  });
});

/** A tree from its tokens, recursively. */
function treeOf(tokens: readonly number[]): Tree {
  let at = 0;
  const node = (): Tree => {
    const token = tokens[at++]!;
    if (token < 10) return token;
    const operands: Tree[] = [];
    while (tokens[at] !== 14) operands.push(node());
    at++;
    return branchOf((['MIN', 'MAX', 'MED', 'SM'] as const)[token - 10]!, operands);
  };
  return node();
}

describe('the published setting', () => {
  const trees = sample('full', 2000, 11);

  test('has the label shares of the published generator', () => {
    const published = [17.4, 9.5, 6.3, 7.7, 9.5, 8.4, 7.9, 7.8, 8.8, 16.6];
    published.forEach((share, digit) => {
      const own = (100 * trees.filter(({ value }) => value === digit).length) / trees.length;
      // Four standard deviations of the difference of two samples of 2,000.
      expect(Math.abs(own - share), `label ${digit}`).toBeLessThan(4 * Math.sqrt((2 * share * (100 - share)) / 2000));
    });
  });

  test('has its lengths', () => {
    const lengths = trees.map(({ length }) => length).sort((a, b) => a - b);
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    expect(mean).toBeGreaterThan(1016);
    expect(mean).toBeLessThan(1076);
    expect(lengths[0]).toBeGreaterThan(500);
    expect(lengths.at(-1)).toBeLessThan(2000);
  });

  test('is answered as often by the rules that evaluate nothing, and by those that evaluate a part', () => {
    const { constant, rootOnly, levelsKnown } = listOpsFloors(trees, sample('full', 2000, 12), 4);
    const percent = [constant, rootOnly, ...levelsKnown].map((share) => 100 * share);
    const measured = [17.4, 36.6, 62.2, 75.4, 85.1, 89.7];
    percent.forEach((share, rule) => {
      // Four standard deviations of the difference of samples of 2,000 and 1,000.
      const allowed = 4 * Math.sqrt(share * (100 - share) * (1 / 2000 + 1 / 1000));
      expect(Math.abs(share - measured[rule]!), `rule ${rule}`).toBeLessThan(allowed);
    });
    expect(percent).toEqual([...percent].sort((a, b) => a - b));
  });

  test('has the decisive operands at the depths that were measured', () => {
    const shares = [2, 3, 4, 5].map(
      (depth) => (100 * trees.filter((tree) => dependencyDepth(tree) === depth).length) / trees.length,
    );
    [48, 23, 13, 7].forEach((share, index) => expect(Math.abs(shares[index]! - share)).toBeLessThan(6));
  });
});

describe('the rules', () => {
  test('are certain where everything is known', () => {
    const trees = sample('B', 500, 21);
    const { levelsKnown } = listOpsFloors(trees, trees, 2);
    expect(levelsKnown[1]).toBe(1);
    expect(levelsKnown[0]).toBeLessThan(0.7);
  });

  test('believe of an operator what counting over all digits gives', () => {
    // Two operands that are known, and two of which only shares are: 100 cases, each with its weight.
    const shares = [
      Float64Array.from([4, 1, 0, 2, 0, 0, 1, 0, 0, 2]),
      Float64Array.from([0, 1, 1, 1, 3, 1, 1, 1, 1, 0]),
    ];
    const beliefs = shares.map((weights) => weights.map((weight) => weight / 10));
    for (const operator of operators) {
      for (const known of [[4], [2, 7], [3, 3, 8]]) {
        const counted = new Float64Array(10);
        for (let a = 0; a < 10; a++)
          for (let b = 0; b < 10; b++)
            counted[branchOf(operator, [...known, a, b]).value]! += beliefs[0]![a]! * beliefs[1]![b]!;
        const own = believed[operator]([...known.map(certain), ...beliefs]);
        own.forEach((share, digit) => expect(share).toBeCloseTo(counted[digit]!, 12));
      }
    }
  });
});

describe('the task', () => {
  test('asks for the root at its bracket, and pads after it', () => {
    const task = listOps({ preset: 'B' });
    const { tokens, targets, mask, length } = batchAt({ task, split: 'train', seed: 1, index: 0, size: 50 });
    expect({ length, vocabulary: task.vocabulary }).toEqual({ length: 32, vocabulary: 16 });
    for (let row = 0; row < 50; row++) {
      const start = row * length;
      const checked = checkExpression(tokens.subarray(start, start + length));
      const asked = [...mask.subarray(start, start + length)].flatMap((one, position) => (one ? [position] : []));
      expect(asked).toEqual([checked.length - 1]);
      expect(targets[start + asked[0]!]).toBe(checked.value);
    }
  });

  test('asks at every bracket for its value', () => {
    const task = listOps({ preset: 'C', asked: 'brackets' });
    const { tokens, targets, mask, length } = batchAt({ task, split: 'test', seed: 2, index: 3, size: 20 });
    for (let row = 0; row < 20; row++) {
      const start = row * length;
      const { brackets } = checkExpression(tokens.subarray(start, start + length));
      const asked = [...mask.subarray(start, start + length)].flatMap((one, position) =>
        one ? [{ position, value: targets[start + position]! }] : [],
      );
      expect(asked).toEqual(brackets);
    }
  });

  test('is made again from its name and settings, and draws the same', () => {
    const task = listOps({ preset: 'A', asked: 'brackets' });
    const again = taskOf(task.name, task.settings);
    const draw = (one: typeof task) => batchAt({ task: one, split: 'train', seed: 9, index: 4, size: 8 });
    expect(draw(again)).toEqual(draw(task));
  });

  test.each([
    [{ preset: 'G' }, 'preset'],
    [{ maxDepth: 1 }, 'maxDepth'],
    [{ maxArguments: 1 }, 'maxArguments'],
    [{ preset: 'A', minLength: 3 }, 'minLength'],
    [{ preset: 'A', minLength: 11, maxLength: 16, maxArguments: 8 }, 'minLength'],
    [{ preset: 'A', maxLength: 3 }, 'maxLength'],
    [{ preset: 'A', minLength: 12, maxLength: 8 }, 'minLength'],
    [{ operatorShare: 0 }, 'operatorShare'],
    [{ operatorShare: NaN }, 'operatorShare'],
    [{ asked: 'leaves' }, 'asked'],
    [{ levels: 3 }, 'levels'],
  ])('refuses %j by its name', (settings, name) => {
    expect(() => listOps(settings as never)).toThrow(ArgumentError);
    expect(() => listOps(settings as never)).toThrow(name);
  });
});
