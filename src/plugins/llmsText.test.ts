import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { llmsText } from './llmsText.ts';

const docs = [{ title: 'Mathematics', description: 'The recurrence,\n derived.', permalink: '/vla/mathematics' }];
const text = llmsText({ title: 'VLA', tagline: 'A memory', origin: 'https://example.org', baseUrl: '/vla/', docs });

test('each page has a line with its full address and what it says', () => {
  expect(text).toContain(
    '# VLA\n\n> A memory\n\n## Pages\n\n- [Mathematics](https://example.org/vla/mathematics): The recurrence, derived.\n\n',
  );
});

test('the ledger and an example of a recorded figure are there as data', () => {
  const files = [...text.matchAll(/https:\/\/example\.org\/vla\/([\w/-]+\.json)/g)].map(([, path]) => path);
  expect(files).toEqual(['claims.json', 'figures/state-norms.json']);
  for (const path of files) expect(existsSync(`static/${path}`)).toBe(true);
});

test('without an address of the site, lines lead from its root', () => {
  const local = llmsText({ title: 'VLA', tagline: 'A memory', baseUrl: '/vla/', docs });
  expect(local).toContain('- [Mathematics](/vla/mathematics): ');
  expect(local).toContain('](/vla/claims.json)');
  expect(local).not.toMatch(/https?:/);
});
