import { expect, test } from 'vitest';
import { printTensor, tensorIn } from './tensors.ts';

const print = (shape: number[]) =>
  printTensor({
    shape,
    kind: 'float32',
    values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
  });

test('the package’s tensors and those of TensorFlow.js are recognised, other things are not', () => {
  const data = Float64Array.of(1);
  expect(tensorIn({ shape: [1], data })).toEqual({ shape: [1], kind: 'float64', values: data });
  expect(tensorIn({ shape: [1], dtype: 'int32', dataSync: () => data })).toEqual({
    shape: [1],
    kind: 'int32',
    values: data,
  });
  for (const other of [null, 1, {}, { shape: 'round', data }, { shape: [1], data: [1] }])
    expect(tensorIn(other)).toBeNull();
});

test.each([
  [[], '[] float32\n  0'],
  [[3], '[3] float32\n  0  1  2'],
  [[0, 2], '[0, 2] float32'],
  [[2, 1, 2], '[2, 1, 2] float32\n  at [0]\n  0  1\n  at [1]\n  2  3'],
])('shape %j', (shape, expected) => {
  expect(print(shape)).toBe(expected);
});

test('of long axes the beginning', () => {
  const lines = print([6, 9, 10]).split('\n');
  expect(lines.filter((line) => line.includes('at ['))).toHaveLength(4);
  expect(lines[2]).toMatch(/^ {3}0 .* 7 {2}…$/);
  expect(lines).toContain('  … 1 more');
  expect(lines.at(-1)).toBe('  … 2 more of [9, 10]');
});
