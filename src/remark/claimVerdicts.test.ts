import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import claimVerdicts from './claimVerdicts.ts';

const ledger = join(mkdtempSync(join(tmpdir(), 'claims-')), 'claims.json');
const claims = [
  { id: 'small', title: 'It is small', verdict: 'partly', reason: 'It was 3.' },
  { id: 'fast', title: 'It is fast', verdict: 'reproduced', reason: 'It took 1 s.' },
];
writeFileSync(ledger, JSON.stringify(claims));

/** What the build writes on a component with these attributes. */
function compile(name: string, given: Readonly<Record<string, unknown>>): unknown {
  const attributes = Object.entries(given).map(([key, value]) => ({ type: 'mdxJsxAttribute', name: key, value }));
  const element = { type: 'mdxJsxTextElement', name, attributes, position: { start: { line: 3 } } };
  claimVerdicts({ ledger })({ type: 'root', children: [element] }, { path: 'docs/page.mdx' });
  return attributes.at(-1)?.value;
}

test('a verdict in a page is the ledger’s', () => {
  expect(compile('Verdict', { of: 'small' })).toBe('"partly"');
});

test('an answer has the titles and verdicts of the claims that it names, in its order', () => {
  expect(JSON.parse(compile('Answer', { claims: 'fast small' }) as string)).toEqual([
    { id: 'fast', title: 'It is fast', verdict: 'reproduced' },
    { id: 'small', title: 'It is small', verdict: 'partly' },
  ]);
  expect(compile('Answer', {})).toBe('[]');
});

test('a claim that the ledger does not hold stops the build, with the place', () => {
  expect(() => compile('Verdict', { of: 'large' })).toThrow(/docs\/page.mdx:3 <Verdict>: no claim "large"/);
  expect(() => compile('Answer', { claims: 'small large' })).toThrow(/docs\/page.mdx:3 <Answer>: no claim "large"/);
  expect(() => compile('Answer', { claims: null })).toThrow(/needs claims="…", a plain string/);
});
