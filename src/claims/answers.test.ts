import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Claim } from './claim.ts';
import { claims } from './registry.ts';

const folder = fileURLToPath(new URL('../../docs/experiments/', import.meta.url));

/** Pages that answer no question of one figure. */
const others = ['index.mdx', 'long-range-arena.mdx'];

/** The experiments' pages: the figure of each, and the claims that its answer names. */
const pages = readdirSync(folder)
  .filter((name) => !others.includes(name))
  .map((name) => {
    const text = readFileSync(folder + name, 'utf8');
    const [, named, figure] =
      /^<Answer(?: claims="([^"]*)")?>.*?^<\/Answer>\n\n<Figure id="([^"]*)"/ms.exec(text) ?? [];
    const small = /^<SmallSetting claims="([^"]*)" \/>$/m.exec(text)?.[1]?.split(' ') ?? [];
    return { name, figure, named: named?.split(' ') ?? [], small };
  });

/** Figures that decide a claim, or belong to its subject. */
function figuresOf({ test: how, related = [] }: Claim): readonly string[] {
  const measured = 'missing' in how ? [] : Object.values(how.measures).map((reference) => reference.split('.')[0]);
  return [...measured, ...related];
}

test.each(pages)('$name answers with its own figure, and on claims that this figure is about', ({ name, ...page }) => {
  expect(`${page.figure}.mdx`).toBe(name);
  for (const id of page.named) {
    const claim = claims.find((candidate) => candidate.id === id);
    expect(claim && figuresOf(claim), id).toContain(page.figure);
  }
});

test('every claim that figures decide is answered on the page of one of them', () => {
  const answered = new Set(pages.flatMap(({ named }) => named));
  const decided = claims.filter(({ test: how }) => !('missing' in how || how.awaits)).map(({ id }) => id);
  // That the head dimension is free is shown by calculation, with the layer (docs/api/vla-core.mdx).
  expect(decided.filter((id) => !answered.has(id))).toEqual(['single-head']);
});

test.each(claims)('every figure that $id names has a page, which the claims page links to', (claim) => {
  expect(figuresOf(claim).filter((id) => !pages.some(({ figure }) => figure === id))).toEqual([]);
});

test('where the published size may decide one day, the page says on what the verdict rests so far', () => {
  const atSize = new Set(claims.flatMap(({ id, atSize: test }) => (test ? [id] : [])));
  expect(atSize.size).toBeGreaterThan(4);
  for (const { name, named, small } of pages) expect(small, name).toEqual(named.filter((id) => atSize.has(id)));
});
