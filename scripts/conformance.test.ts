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
  return conformanceIn({}, ...args);
}

function conformanceIn(environment: Record<string, string>, ...args: string[]) {
  const env = { ...process.env, INIT_CWD: root, ...environment };
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

  test('in a browser: the same lines, and a wrong number is wrong there too', () => {
    const [here, there] = [[], ['--browser', 'chromium']].map((place) =>
      conformance(golden, '--backend', 'cpu', '--form', 'chunk', ...place),
    );
    expect(there!.stderr).toBe('');
    expect(there!.lines.map(withoutError)).toEqual(here!.lines.map(withoutError));
    expect(there!.last).toBe('3 passed, 0 failed');
    expect(there!.status).toBe(0);
    const file = JSON.parse(readFileSync(join(root, golden), 'utf8')) as { expected: { output: { data: number[] } } };
    file.expected.output.data[5] += 0.01;
    const wrong = write('wrong-there.json', JSON.stringify(file));
    const { status, last } = conformance(wrong, '--backend', 'cpu', '--browser', 'chromium');
    expect(last).toBe('6 passed, 3 failed');
    expect(status).toBe(1);
  });

  test('files of layers are compared in a browser on every backend there, and a wrong number is wrong there too', () => {
    const name = 'deltanet-layer';
    const given = JSON.parse(readFileSync(join(root, `kernels/test/source/files/${name}.json`), 'utf8')) as {
      weights: string;
      expected: { output: { data: number[] } };
    };
    const { status, lines, last, stderr } = conformance(
      `kernels/test/source/files/${name}.json`,
      '--browser',
      'chromium',
    );
    expect(stderr).toMatch(/^webgpu runs on /);
    expect(lines).toMatchObject([
      ...['reference', 'cpu', 'wasm', 'webgpu'].map((backend) => {
        return { op: 'DeltaNetLayer', backend, form: 'layer', tensor: 'output', ok: true };
      }),
    ]);
    expect([last, status]).toEqual(['4 passed, 0 failed', 0]);
    given.weights = join(root, 'kernels/test/source/files', given.weights);
    given.expected.output.data[5] += 0.01;
    const wrong = write('wrong-layer.json', JSON.stringify(given));
    const again = conformance(wrong, '--browser', 'chromium', '--backend', 'webgpu');
    expect([again.last, again.status]).toEqual(['0 passed, 1 failed', 1]);
  });

  test('a browser that is missing is a failure, with what to install', () => {
    const { status, stderr, last } = conformanceIn({ FIREFOX_PATH: '/no/firefox' }, golden, '--browser', 'firefox');
    expect(stderr).toMatch(/^FAIL {2}The browser firefox is missing: No Firefox found/);
    expect(stderr).toContain('apt-get install firefox-esr');
    expect(last).toBe('0 passed, 1 failed');
    expect(status).toBe(1);
  });
});

const withoutError = (line: object): object => ({ ...line, relativeError: null });
