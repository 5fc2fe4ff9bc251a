import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Node } from './elements.ts';
import whenRecorded from './whenRecorded.ts';

const directory = mkdtempSync(join(tmpdir(), 'figures-'));
writeFileSync(join(directory, 'state-norms.json'), '{}');

const text = (value: string): Node => ({ type: 'text', value });
const slot = (figure: string, children: readonly Node[]): Node => ({
  ...{ type: 'mdxJsxFlowElement', name: 'WhenRecorded', children, position: { start: { line: 4 } } },
  attributes: [{ type: 'mdxJsxAttribute', name: 'figure', value: figure }],
});

function compile(...children: Node[]): readonly Node[] {
  const page: Node = { type: 'root', children };
  whenRecorded({ directory })(page, { path: 'docs/page.mdx' });
  return page.children!;
}

test('what waits for a record stands in the page itself once there is one, and not before', () => {
  const page = [text('a'), slot('state-norms', [text('b'), text('c')]), slot('eigenvalues', [text('d')]), text('e')];
  expect(compile(...page).map(({ value }) => value)).toEqual(['a', 'b', 'c', 'e']);
});

test('one that stands in another waits for both', () => {
  const inner = [slot('eigenvalues', [text('both')]), text('one')];
  expect(compile(slot('state-norms', inner))).toEqual([text('one')]);
});

test('a figure that nothing computes stops the build, with the place', () => {
  expect(() => compile(slot('nothing', []))).toThrow(
    'docs/page.mdx:4 <WhenRecorded>: there is no experiment "nothing"',
  );
});
