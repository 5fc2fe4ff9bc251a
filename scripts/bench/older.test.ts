import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunOptions } from '@vla/kernels/training';
import { afterAll, expect, test } from 'vitest';
import { openOlderCode } from './older.ts';

const root = mkdtempSync(join(tmpdir(), 'older-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const git = (...args: string[]): string => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' }).trim();

/** Where git has the files of a commit. */
const folders = (): string[] => git('worktree', 'list').split('\n');

/** A run whose step n loses n times what the options and the code say. */
const code = (factor: number): string => `
export class TrainingRun {
  step = 0;
  constructor(options) { this.options = options; }
  async train({ until, onStep }) {
    for (let sum = 0; sum < 1e7; sum++);
    this.step = until;
    onStep({ loss: ${factor} * this.options.seed * this.step });
  }
}`;

function write(factor: number): void {
  writeFileSync(join(root, 'kernels/src/training/index.ts'), code(factor));
}

test('steps are those of the commit, whatever has become of the code since', async () => {
  mkdirSync(join(root, 'kernels/src/training'), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(root, 'kernels/src/index.ts'), 'export {};');
  write(2);
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--message', 'as it was');
  const commit = git('rev-parse', 'HEAD');
  write(1000);
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));

  const older = openOlderCode('HEAD', root);
  expect(older.label).toBe(`as it was at ${commit.slice(0, 7)}`);
  const contender = await older.contender({ seed: 3 } as RunOptions, 'wasm');
  const before = contender.processorTime!();
  expect(await contender.output()).toEqual(Float32Array.of(6));
  await contender.start();
  expect(await contender.output()).toEqual(Float32Array.of(18));
  expect(contender.processorTime!()).toBeGreaterThan(before);
  contender.dispose();
  await expect(contender.output()).rejects.toThrow('the older code ended');
  expect(folders()).toHaveLength(2);
  older.close();
  expect(folders()).toHaveLength(1);
}, 60_000);

test('what names no commit is refused', () => {
  expect(() => openOlderCode('no-such-commit', root)).toThrow(
    '--against is no-such-commit; expected a commit of this repository',
  );
});
