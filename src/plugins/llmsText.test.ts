import { expect, test } from 'vitest';
import { llmsText } from './llmsText.ts';

test('each page has a line with its full address and what it says', () => {
  const docs = [{ title: 'Mathematics', description: 'The recurrence,\n derived.', permalink: '/vla/mathematics' }];
  const text = llmsText({ title: 'VLA', tagline: 'A memory', origin: 'https://example.org', docs });
  expect(text).toBe(
    '# VLA\n\n> A memory\n\n## Pages\n\n- [Mathematics](https://example.org/vla/mathematics): The recurrence, derived.\n',
  );
});
