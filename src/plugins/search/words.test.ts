import { expect, test } from 'vitest';
import { tokenize } from './tokenize.ts';
import { wordsOf } from './words.ts';

test.each(['Sherman-Morrison', 'Sherman–Morrison', 'sherman‑morrison', 'Sherman—Morrison', '(Sherman/Morrison)'])(
  '%s is two words, whatever stands between them',
  (text) => {
    expect(tokenize(text)).toEqual(['sherman', 'morrison']);
  },
);

test('Greek letters are words, with their names, in any style', () => {
  expect(tokenize('λ')).toEqual(['lambda']);
  expect(tokenize('λ_0, λ0, 𝜆, Λ')).toEqual(['lambda', '0', 'lambda', '0', 'lambda', 'lambda']);
  expect(tokenize('cond(Aₜ) ≤ 1+ΔT')).toEqual(['cond', 'at', '1', 'delta', 't']);
});

test('accents make no difference, composed or not', () => {
  expect(tokenize('Poincaré')).toEqual(['poincare']);
  expect(tokenize('Poincare\u0301 Gödel')).toEqual(['poincare', 'godel']);
});

test('names in code are the words between their marks', () => {
  expect(tokenize('array<f32>, tf.matMul(a_b)')).toEqual(['array', 'f32', 'tf', 'matmul', 'a', 'b']);
});

test('a word says where it stands in the text', () => {
  const text = 'by Sherman–Morrison: ᾱ';
  expect(wordsOf(text).map(({ start, length }) => text.slice(start, start + length))).toEqual([
    'by',
    'Sherman',
    'Morrison',
    'ᾱ',
  ]);
});
