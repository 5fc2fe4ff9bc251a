import { describe, expect, test } from 'vitest';
import {
  CANARY_WORDS,
  SENTINEL_WORD,
  checkCanary,
  checkComplete,
  checkFinite,
  fillOutput,
} from '../../src/runtime/guards.ts';

const fault = (check: () => void): unknown => {
  try {
    check();
    return null;
  } catch (error) {
    return error;
  }
};

const freshOutput = (words: number): Int32Array => {
  const buffer = new Int32Array(words + CANARY_WORDS);
  fillOutput(buffer, words);
  return buffer;
};

test('the patterns are finite numbers, so that no shader is asked to carry NaN', () => {
  const numbers = new Float32Array(freshOutput(4).buffer);
  expect(numbers.every(Number.isFinite)).toBe(true);
});

describe('canary', () => {
  test.each([0, 1, CANARY_WORDS - 1])('a change of word %i is found', (index) => {
    const canary = freshOutput(4).subarray(4);
    expect(fault(() => checkCanary('y', canary))).toBeNull();
    canary[index] ^= 1;
    expect(fault(() => checkCanary('y', canary))).toMatchObject({ fault: 'out-of-bounds' });
  });
});

describe('completeness', () => {
  test('one word that was never written is found, and named', () => {
    const data = freshOutput(100).subarray(0, 100);
    data.fill(0);
    expect(fault(() => checkComplete('y', data))).toBeNull();
    data[42] = SENTINEL_WORD;
    const error = fault(() => checkComplete('y', data));
    expect(error).toMatchObject({
      fault: 'incomplete',
      message: expect.stringMatching(/1 of 100.*index 42/) as string,
    });
  });
});

describe('finiteness', () => {
  test.each([NaN, -NaN, Infinity, -Infinity])('%d is found by its bits', (bad) => {
    const numbers = new Float32Array([0, -0, 3e38, 1e-45, bad, 1]);
    const error = fault(() => checkFinite('y', new Int32Array(numbers.buffer)));
    expect(error).toMatchObject({ fault: 'non-finite', position: { buffer: 'y', index: 4 } });
  });

  test('the largest and the smallest finite numbers pass', () => {
    const numbers = new Float32Array([3.4028234663852886e38, -3.4028234663852886e38, 1e-45, 0, -0]);
    expect(fault(() => checkFinite('y', new Int32Array(numbers.buffer)))).toBeNull();
  });
});
