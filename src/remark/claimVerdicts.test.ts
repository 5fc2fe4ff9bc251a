import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import claimVerdicts from './claimVerdicts.ts';

const ledger = join(mkdtempSync(join(tmpdir(), 'claims-')), 'claims.json');
writeFileSync(ledger, JSON.stringify([{ id: 'small', verdict: 'partly' }]));

function compile(of: string): unknown {
  const attributes = [{ type: 'mdxJsxAttribute', name: 'of', value: of as unknown }];
  const element = { type: 'mdxJsxTextElement', name: 'Verdict', attributes, position: { start: { line: 3 } } };
  claimVerdicts({ ledger })({ type: 'root', children: [element] }, { path: 'docs/page.mdx' });
  return attributes[1]?.value;
}

test('a verdict in a page is the ledger’s', () => {
  expect(compile('small')).toBe('"partly"');
});

test('a claim that the ledger does not hold stops the build, with the place', () => {
  expect(() => compile('large')).toThrow(/docs\/page.mdx:3 <Verdict>: no claim "large"/);
});
