import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

test('npm run figures names the figures it does not know, and computes none', () => {
  const command = ['--import', 'tsx', 'scripts/figures.ts', 'constructor', 'state-norms', 'norms'];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  expect(stderr).toMatch(/^unknown figure constructor, norms; there are penalty-evolution, /);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
});
