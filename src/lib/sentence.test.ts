import { expect, test } from 'vitest';
import { sentence } from './sentence.ts';

test.each([
  ['TypeError: Load failed', 'TypeError: Load failed.'],
  ['It is away. ', 'It is away.'],
  ['Really?', 'Really?'],
])('%j ends as a sentence', (text, expected) => {
  expect(sentence(text)).toBe(expected);
});
