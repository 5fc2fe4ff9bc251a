import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeSafetensors, encodeSafetensors } from '@vla/kernels/model';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = 'kernels/test/source/files';

function inspect(...args: string[]) {
  const { stdout, stderr, status } = spawnSync('npx', ['tsx', 'scripts/inspect.ts', ...args], {
    cwd: root,
    env: { ...process.env, INIT_CWD: root },
    encoding: 'utf8',
  });
  return { lines: stdout.trim().split('\n'), stderr, status };
}

test('a file of a class: its name, its size, and where each weight comes from', () => {
  const { lines, status } = inspect(`${files}/softmax-attn.safetensors`);
  expect(lines[0]).toBe('SoftmaxAttn, 168 parameters');
  expect(lines).toContain('  key [6, 6] from qkv.weight [18, 6], transposed');
  expect(lines).toContain('  outputBias [6] from o.bias [6]');
  expect(lines).toHaveLength(9);
  expect(status).toBe(0);
});

test('what nothing depends on is passed over, and said', () => {
  const { lines } = inspect(`${files}/lramodel-vla.safetensors`);
  expect(lines).toContain('  passed over: layers.0.attn.penalty_builder.lambda_net.2.weight, F32 [1, 16]');
});

test('a file with a weight missing, one left over and one of another shape: exit 1, with all three named', () => {
  const { tensors } = decodeSafetensors(readFileSync(`${files}/softmax-attn.safetensors`));
  const { ['o.bias']: _, ...rest } = tensors;
  const folder = mkdtempSync(join(tmpdir(), 'inspect-'));
  const broken = { ...rest, stray: rest['qkv.weight']!, 'o.weight': { shape: [3], data: new Float32Array(3) } };
  writeFileSync(`${folder}/broken.safetensors`, encodeSafetensors({ tensors: broken, metadata: {} }));
  const { stderr, status } = inspect(`${folder}/broken.safetensors`, '--class', 'SoftmaxAttn');
  expect(stderr).toMatch(/o\.bias.*stray.*o\.weight/);
  expect(status).toBe(1);
});

test('names that the file has in place of the class’s, and options that it does not say', () => {
  const { tensors } = decodeSafetensors(readFileSync(`${files}/softmax-attn.safetensors`));
  const { ['o.bias']: bias, ...rest } = tensors;
  const file = join(mkdtempSync(join(tmpdir(), 'inspect-')), 'renamed.safetensors');
  writeFileSync(file, encodeSafetensors({ tensors: { ...rest, 'out.b': bias! }, metadata: {} }));
  expect(inspect(file).status).toBe(1);
  const { lines, status } = inspect(
    file,
    '--class',
    'SoftmaxAttn',
    '--named',
    'o.bias=out.b',
    '--options',
    '{"heads":2}',
  );
  expect(lines).toContain('  outputBias [6] from o.bias [6]');
  expect(status).toBe(0);
  const unknown = inspect(file, '--class', 'SoftmaxAttn', '--named', 'o.bias=out.b', '--options', '{"head":2}');
  expect(unknown.stderr).toContain('options.head');
  expect(inspect(file, '--named', 'o.bias').stderr).toContain('the name in the file');
  expect(inspect(file, '--options', '{heads:2}').stderr).toContain('Expected JSON');
});

test('a file of another class, and one that is no file of tensors: exit 1, with the reason', () => {
  const other = inspect(`${files}/softmax-attn.safetensors`, '--class', 'TinyLM');
  expect(other.stderr).toContain('softmax-attn.safetensors: file: lacks tok.weight');
  expect(other.status).toBe(1);
  expect(inspect('package.json').stderr).toContain('expected a safetensors file');
});
