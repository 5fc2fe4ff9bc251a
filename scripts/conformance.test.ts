import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const golden = 'kernels/test/golden/vla-one-step.json';
const scratch = mkdtempSync(join(tmpdir(), 'conformance-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function conformance(...args: string[]) {
  const env = { ...process.env, INIT_CWD: root };
  const command = ['--import', 'tsx', 'scripts/conformance.ts', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, env, encoding: 'utf8' });
  const lines = stdout.trimEnd().split('\n');
  return { status, stderr, last: lines.at(-1), lines: lines.slice(0, -1).map((line) => JSON.parse(line) as object) };
}

function write(name: string, text: string): string {
  const path = join(scratch, name);
  writeFileSync(path, text);
  return path;
}

describe('npm run conformance', () => {
  test('one line per tensor with exactly the agreed keys, and exit 0', () => {
    const { status, lines, last } = conformance(golden, '--backend', 'cpu', '--form', 'recurrent');
    expect(lines).toHaveLength(3);
    expect(Object.keys(lines[0])).toEqual(['file', 'op', 'backend', 'form', 'tensor', 'relativeError', 'ok']);
    expect(lines[0]).toMatchObject({ file: golden, op: 'vla', backend: 'cpu', form: 'recurrent', tensor: 'output' });
    expect(last).toBe('3 passed, 0 failed');
    expect(status).toBe(0);
  });

  test('a wrong number: exit 1', () => {
    const file = JSON.parse(readFileSync(join(root, golden), 'utf8')) as { expected: { output: { data: number[] } } };
    file.expected.output.data[5] += 0.01;
    const { status, last } = conformance(write('wrong.json', JSON.stringify(file)), '--backend', 'cpu');
    // Three forms, three tensors each, of which the output is wrong.
    expect(last).toBe('6 passed, 3 failed');
    expect(status).toBe(1);
  });

  test('an unreadable file is named, the others are checked: exit 1', () => {
    const { status, stderr, last } = conformance('none.json', golden, '--backend', 'reference', '--form', 'chunk');
    expect(stderr).toContain('none.json');
    expect(last).toBe('3 passed, 1 failed');
    expect(status).toBe(1);
  });

  test('nothing compared is no success: exit 1', () => {
    const { status, stderr } = conformance(
      'kernels/test/golden/softmax-causal.json',
      '--backend',
      'cpu',
      '--form',
      'chunk',
    );
    expect(stderr).toContain('Nothing was compared');
    expect(status).toBe(1);
  });

  test('an unknown backend: exit 1', () => {
    const { status, stderr } = conformance(golden, '--backend', 'cuda');
    expect(stderr).toContain('cuda');
    expect(status).toBe(1);
  });
});
