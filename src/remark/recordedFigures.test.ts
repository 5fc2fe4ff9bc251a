import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import recordedFigures from './recordedFigures.ts';

const directory = mkdtempSync(join(tmpdir(), 'figures-'));
const page = { path: 'docs/page.mdx' };

const recorded = {
  id: 'norms',
  title: 'Norms',
  caption: 'A caption.',
  alternative: 'A rising line.',
  config: {},
  seed: 1,
  data: { y: [1, 2] },
  table: { columns: ['t'], rows: [[1]] },
  quantities: [{ name: 'last', label: 'Last', value: 2, tolerance: { relative: 0, absolute: 0 } }],
  provenance: { commit: 'c', adapter: 'a', date: 'd', dataHash: 'h' },
};

function write(id: string, change: object, darkHeight = 360): void {
  writeFileSync(join(directory, `${id}.json`), JSON.stringify({ ...recorded, id, ...change }));
  writeFileSync(join(directory, `${id}.light.svg`), '<svg xmlns="x" viewBox="0 0 720 360"></svg>');
  for (const theme of ['light', 'dark']) {
    writeFileSync(join(directory, `${id}.narrow.${theme}.svg`), '<svg viewBox="0 0 352 400"></svg>');
  }
  writeFileSync(join(directory, `${id}.dark.svg`), `<svg viewBox="0 0 720 ${darkHeight}"></svg>`);
}

function element(name: string, attributes: Record<string, string>) {
  const list = Object.entries(attributes).map(([key, value]) => ({ type: 'mdxJsxAttribute', name: key, value }));
  return { type: 'mdxJsxFlowElement', name, attributes: list, position: { start: { line: 7 } } };
}

function compile(name: string, attributes: Record<string, string>) {
  const node = element(name, attributes);
  recordedFigures({ directory })({ type: 'root', children: [node] }, page);
  return JSON.parse(node.attributes.find((attribute) => attribute.name === 'recorded')!.value);
}

beforeAll(() => {
  write('norms', {});
  write('bare', { provenance: undefined });
  write('uneven', {}, 300);
});

describe('recordedFigures', () => {
  test('hands a figure everything but its data, and the size of its pictures', () => {
    const { data: _, ...summary } = recorded;
    expect(compile('Figure', { id: 'norms' })).toEqual({
      ...summary,
      picture: { width: 720, height: 360 },
      narrowPicture: { width: 352, height: 400 },
    });
  });

  test('hands a value its quantity and where it came from', () => {
    expect(compile('Value', { of: 'norms.last' })).toMatchObject({
      figure: 'norms',
      quantity: { name: 'last', value: 2 },
      adapter: 'a',
      commit: 'c',
      date: 'd',
    });
  });

  test.each([
    ['Figure', { id: 'nothing' }, 'no recorded figure "nothing"'],
    ['Figure', { id: '../norms' }, 'no recorded figure'],
    ['Figure', {}, 'needs id="…"'],
    ['Figure', { id: 'bare' }, 'lacks provenance'],
    ['Figure', { id: 'uneven' }, 'the dark one differs'],
    ['Value', { of: 'norms.first' }, 'has no quantity "first"; it has last'],
    ['Value', { of: 'nothing.last' }, 'no recorded figure "nothing"'],
  ])('<%s> with %o stops the build and names the page', (name, attributes, message) => {
    const run = () => compile(name, attributes as Record<string, string>);
    expect(run).toThrow(message);
    expect(run).toThrow('docs/page.mdx:7');
  });
});
