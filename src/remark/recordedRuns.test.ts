import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Node } from './elements.ts';
import heldStatements from './heldStatements.ts';
import recordedRuns from './recordedRuns.ts';

const directory = mkdtempSync(join(tmpdir(), 'runs-'));

const run = (steps: number, ...accuracy: number[]) => ({ steps, accuracy, exactMatch: accuracy });
const recorded = {
  id: 'recall',
  title: 'Recall',
  caption: 'A caption.',
  alternative: 'Two lines.',
  config: { steps: 100 },
  seed: 1,
  data: {
    entrants: [
      { mixer: 'vla', tried: [{ learningRate: 0.1, loss: 0.5 }], runs: [run(100, 1, 0.9), run(60, 1, 1)] },
      { mixer: 'linear', tried: [], runs: [run(100, 0.8, 0.4), run(100, 0.7, 0.5), run(80, 1, 0.6)] },
    ],
  },
  table: {
    columns: ['delay', 'VLA', 'linear'],
    rows: [
      [4, 1, 0.9],
      [16, 0.95, 0.5],
    ],
  },
  quantities: [{ name: 'a', label: 'A', value: 2, spread: 0.5, tolerance: { relative: 0, absolute: 0 } }],
  provenance: { commit: 'c', adapter: 'a', date: 'd' },
};
writeFileSync(join(directory, 'recall.json'), JSON.stringify(recorded));
const ledger = join(directory, 'claims.json');
writeFileSync(ledger, JSON.stringify([{ id: 'a-claim', verdict: 'not reproduced' }]));
for (const kind of ['light', 'dark', 'narrow.light', 'narrow.dark']) {
  writeFileSync(join(directory, `recall.${kind}.svg`), '<svg viewBox="0 0 1 1"></svg>');
}

function element(name: string, attributes: Record<string, string>) {
  const list = Object.entries(attributes).map(([key, value]) => ({ type: 'mdxJsxAttribute', name: key, value }));
  return { type: 'mdxJsxTextElement', name, attributes: list, position: { start: { line: 7 } } };
}
const page = { path: 'docs/page.mdx' };
const tree = (node: Node): Node => ({ type: 'root', children: [node] });

describe('runs that are counted', () => {
  const count = (of: string, where: string) => {
    const node = element('Runs', { of, where });
    recordedRuns({ directory })(tree(node), page);
    return JSON.parse(node.attributes.find(({ name }) => name === 'recorded')!.value) as object;
  };

  test.each([
    ['recall.linear', 'accuracy at 16 >= 0.5', 2, 3],
    ['recall.linear', 'accuracy at 4 < 0.75', 1, 3],
    ['recall.vla', 'accuracy >= 0.95', 3, 4],
    ['recall.vla', 'steps = budget', 1, 2],
    ['recall.vla', 'steps < 60', 0, 2],
  ])('%s: %s', (of, where, found, total) => {
    expect(count(of, where)).toMatchObject({ count: found, total, title: 'Recall', adapter: 'a' });
  });

  test.each([
    ['recall.softmax', 'steps = budget', 'no runs of "softmax"'],
    ['recall.vla', 'accuracy at 5 > 0', 'was not tested at 5, but at 4, 16'],
    ['recall.vla', 'speed > 0', '"speed" is none of'],
    ['recall.vla', 'steps', 'is no comparison'],
    ['recall.vla', 'steps < soon', 'neither a number nor "budget"'],
  ])('%s: %s stops the build', (of, where, message) => {
    expect(() => count(of, where)).toThrow(message);
    expect(() => count(of, where)).toThrow('docs/page.mdx:7');
  });
});

describe('statements that the data must bear out', () => {
  const check = (that: string) => () => heldStatements({ directory, ledger })(tree(element('Holds', { that })), page);

  test.each([
    'recall.a > 1',
    'recall.a = 2 and the deviation of recall.a < recall.a',
    'lowest of recall.vla at 16 > highest of recall.linear at 16',
    'loss of recall.vla at 0.1 >= 0.5',
    'verdict of a-claim = not reproduced',
    'recall.a > 1 and verdict of a-claim = not reproduced',
  ])('%s', (that) => expect(check(that)).not.toThrow());

  test.each([
    ['recall.a < 2', 'the data say 2 and 2, so not that recall.a < 2'],
    ['recall.a > 1 and recall.a > 3', 'so not that recall.a > 3'],
    ['lowest of recall.vla at 4 > highest of recall.linear at 4', 'the data say 1 and 1'],
    ['recall.b > 1', 'no value of "b"'],
    ['loss of recall.vla at 0.2 > 0', 'was not tried at 0.2'],
    ['mean of recall.vla at 4 > 0', 'names no recorded number'],
    ['verdict of a-claim = partly', 'the verdict of a-claim is "not reproduced", not "partly"'],
    ['verdict of no-claim = partly', 'is no statement about a claim'],
  ])('%s stops the build', (that, message) => {
    expect(check(that)).toThrow(message);
    expect(check(that)).toThrow('docs/page.mdx:7 <Holds>');
  });
});
