import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasHistory, pageDates } from './pageDates.ts';

let root: string;
const folder = (name: string): string => join(root, name);
const git = (...args: string[]): void => {
  const who = ['-c', 'user.name=Reader', '-c', 'user.email=reader@example.org'];
  execFileSync('git', [...who, ...args], { cwd: root, stdio: 'ignore' });
};

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'history-'));
  git('init', 'whole');
  for (const text of ['first', 'second']) {
    writeFileSync(join(root, 'whole', 'page.md'), text);
    git('-C', 'whole', 'add', '.');
    git('-C', 'whole', 'commit', '-m', text);
  }
  git('clone', '--depth', '1', pathToFileURL(folder('whole')).href, 'shallow');
  execFileSync('sh', ['-c', 'mkdir unpacked && git -C whole archive HEAD | tar x -C unpacked'], { cwd: root });
});
afterAll(() => rmSync(root, { recursive: true }));

test('a clone with its whole history has dates', () => {
  expect(hasHistory(folder('whole'))).toBe(true);
});

test.each(['shallow', 'unpacked'])('%s has none, which is said in one line', (name) => {
  const lines: string[] = [];
  expect(pageDates(folder(name), (line) => lines.push(line))).toBe(false);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^Pages bear no dates.*\n$/);
});

test('git that cannot be run is no history', () => {
  expect(hasHistory(folder('nowhere'))).toBe(false);
});
