import { drawTree, listOpsSettings, valueOf, writtenAs, writeTree } from '@vla/kernels/tasks';
import { seededRandom } from '@vla/kernels/random';
import { describe, expect, test } from 'vitest';
import { answersOf, inWords } from './answers.ts';
import { rungs } from './controls.ts';
import { exampleOf } from './example.ts';
import { expressionOf, type Bracket } from './expression.ts';

test('an expression has its brackets with places, levels and values, in the order in which they close', () => {
  const { tokens, root, brackets } = expressionOf('[MAX 2 [MIN 4 7] [SM 8 [MED 4 7] 9]]');
  expect(brackets.map(({ text, level, position, value }) => [text, level, position, value])).toEqual([
    ['[MIN 4 7 ]', 2, 5, 4],
    ['[MED 4 7 ]', 3, 11, 5],
    ['[SM 8 [MED 4 7 ] 9 ]', 2, 13, 2],
    ['[MAX 2 [MIN 4 7 ] [SM 8 [MED 4 7 ] 9 ] ]', 1, 14, 4],
  ]);
  expect(brackets.at(-1)).toBe(root);
  for (const { position } of brackets) expect(writtenAs([tokens[position]!])).toBe(']');
});

test('the tree for the rules comes to what the checker finds, and is the one that was written', () => {
  const random = seededRandom(7);
  for (let i = 0; i < 200; i++) {
    const drawn = drawTree(random, listOpsSettings({ preset: 'C' }));
    const tokens = new Int32Array(drawn.length);
    writeTree(drawn, tokens);
    const { tree, root } = expressionOf(writtenAs(tokens));
    expect(tree).toEqual(drawn);
    const agree = (bracket: Bracket, branch: typeof tree): void => {
      expect(bracket.value).toBe(branch.value);
      bracket.operands.forEach((operand, at) => {
        const other = branch.operands[at]!;
        if (typeof operand === 'number') expect(operand).toBe(valueOf(other));
        else agree(operand, other as typeof tree);
      });
    };
    agree(root, tree);
  }
});

describe('what is no expression is explained', () => {
  test.each([
    ['', 'The expression was empty; expected a digit or an operator.'],
    ['7', 'The expression is a digit alone: enter an operator with its operands, such as [MAX 2 9].'],
    ['[MIN 4]', 'The expression had MIN of 1 operands; expected at least 2 (token 3).'],
    ['[MIN 4 7', 'The expression had MIN without its "]" (token 1).'],
    ['[MIN 4 7]]', 'The expression continued after its end (token 5).'],
    ['[MIN 4 12]', /^The expression had the word "12"; expected a digit, "\]" or one of /],
    ['[MEAN 4 7]', /^The expression had the word "\[MEAN"; expected /],
    [`[MAX ${'1 '.repeat(300)}]`, 'The expression has 302 tokens; at most 256 are drawn here.'],
  ])('%s', (text, message) => {
    expect(() => expressionOf(text)).toThrow(message);
  });
});

test.each(rungs)('an example of rung %s is an unseen expression that can be read back', (rung) => {
  const texts = [0, 1, 2].map((index) => exampleOf(rung, { seed: 1, index }));
  expect(new Set(texts).size).toBe(3);
  expect(exampleOf(rung, { seed: 1, index: 0 })).toBe(texts[0]);
  for (const text of texts) expect(writtenAs(expressionOf(text).tokens)).toBe(text);
});

test('answers stand at the brackets that a model was asked for', () => {
  const expression = expressionOf('[MAX 2 [MIN 4 7]]');
  const saying = (...words: number[]) => words.map((token) => ({ token: 0, next: [{ token, probability: 0.5 }] }));
  const answers = answersOf(expression, saying(0, 0, 0, 0, 0, 4, 15));
  expect([...answers]).toEqual([
    [5, { word: '4', probability: 0.5, right: true }],
    [6, { word: 'padding', probability: 0.5, right: false }],
  ]);
  expect(inWords(answers)).toBe('1 of 2 brackets right');
});
