import { expect, test } from 'vitest';
import { applied, diffOf, drawMutants, mutantsOf } from './mutants.ts';
import type { KindName } from './kinds.ts';

const shader = (body: string): string => `export function someShader(D: number): string {\n  return \`${body}\`;\n}\n`;
const compiled = (body: string): string =>
  `import { dot } from './a.as';\nexport function some(count: i32): void {\n${body}\n}\n`;

/** The lines that changes of one kind make of a line. */
function changesOf(kind: KindName, text: string, path = 'a.wgsl.ts'): string[] {
  return mutantsOf(path, text)
    .filter((mutant) => mutant.kind === kind)
    .map((mutant) =>
      diffOf(text, mutant)
        .split('\n')
        .find((line) => line.startsWith('+'))!
        .slice(1)
        .trim(),
    );
}

test.each<[KindName, string, readonly string[]]>([
  ['sign', '\n a + b - c;\n', ['a - b - c;', 'a + b + c;']],
  ['sign', '\n x += y;\n', ['x -= y;']],
  ['comparison', '\n if (t < end) { x; }\n', ['if (t <= end) { x; }']],
  ['comparison', '\n vec4<f32>(1.0);\n', []],
  ['operation', '\n max(a, b);\n', ['min(a, b);']],
  ['product', '\n a * b;\n', ['a / b;']],
  ['constant', '\n x + 4u;\n', ['x + 3u;', 'x + 5u;']],
  ['constant', '\n x + 0.5;\n', ['x + 1;']],
  ['constant', '\n x + 1.0;\n', ['x + 0.0;', 'x + 2.0;']],
  ['constant', '\n@compute @workgroup_size(8)\n', []],
  ['operands', '\n v[t] - read(S, k);\n', ['read(S, k) - v[t];']],
  ['operands', '\n settings.blocks - (a + b);\n', ['(a + b) - settings.blocks;']],
  ['arguments', '\n outer(e, k[t], 1);\n', ['outer(k[t], e, 1);', 'outer(e, 1, k[t]);']],
  ['arguments', '\nfn outer(e: vec4<f32>, k: vec4<f32>) {\n', []],
  ['arguments', '\n dot(a, b);\n', []],
  [
    'value',
    '\n S += alpha * k;\n',
    ['alpha += alpha * k;', 'k += alpha * k;', 'S += S * k;', 'S += k * k;', 'S += alpha * S;', 'S += alpha * alpha;'],
  ],
  ['value', '\n x[j] = y;\n', ['j[j] = y;', 'y[j] = y;', 'x[x] = y;', 'x[y] = y;', 'x[j] = x;', 'x[j] = j;']],
  ['condition', '\n if (row >= end) { return; }\n', ['if (true) { return; }', 'if (false) { return; }']],
  ['condition', '\n let x = a && b;\n', ['let x = a || b;']],
  ['condition', "\n ${decays ? 'a' : 'b'}\n", ["${!(decays) ? 'a' : 'b'}"]],
  ['barrier', '\n workgroupBarrier();\n x;\n', ['']],
  ['statement', '\n sum[i] += x;\n', ['']],
  ['statement', '\n let sum = x;\n', []],
  ['bound', '\n for (var t = 0u; t < T; t++) {\n', ['for (var t = 0u; t + 1 < T; t++) {']],
  ['bound', '\n for (var i = id; i < 4u * N; i += 64u) {\n', ['for (var i = id; i + (64u) < 4u * N; i += 64u) {']],
  ['negation', '\n !isA && -x;\n', ['isA && -x;', '!isA && x;']],
  ['negation', '\nfn f() -> u32 {\n', []],
  ['component', '\n group.x;\n', ['group.y;']],
  ['entry', '\n k[t];\n', ['k[t + 1];']],
])('%s: %j', (kind, body, expected) => {
  expect(changesOf(kind, shader(body))).toEqual(expected);
});

test('comments and what is no shader stay as they are', () => {
  expect(mutantsOf('a.wgsl.ts', shader('\n// a + b\n/* a + b */\n'))).toEqual([]);
  expect(mutantsOf('a.wgsl.ts', "import { a } from './b.ts';\nexport const c = (d: number) => d + 1;\n")).toEqual([]);
});

test('of AssemblyScript, bodies are changed, and neither imports nor what a function takes', () => {
  const text = compiled('  let sum = f32x4.splat(0);\n  sum = f32x4.add(sum, f32x4.mul(a, b));');
  expect(changesOf('operation', text, 'a.as.ts')).toEqual(['sum = f32x4.sub(sum, f32x4.mul(a, b));']);
  expect(changesOf('product', text, 'a.as.ts')).toEqual(['sum = f32x4.add(sum, f32x4.add(a, b));']);
  const last = text.indexOf('{\n');
  expect(mutantsOf('a.as.ts', text).every(({ edit }) => edit.start > last)).toBe(true);
});

test('a change knows the function that it is in', () => {
  const text = `const OUTER = \`a + b\`;\n${shader('a + b')}`;
  const owners = mutantsOf('a.wgsl.ts', text).filter(({ kind }) => kind === 'sign');
  expect(owners.map(({ owner }) => owner)).toEqual([null, 'someShader']);
});

test('a change makes another text, and is shown with its line', () => {
  const text = shader('\n  let x = a - b;\n');
  const mutant = mutantsOf('a.wgsl.ts', text).find(({ kind }) => kind === 'sign')!;
  expect(applied(text, mutant.edit)).toBe(text.replace('a - b', 'a + b'));
  expect(diffOf(text, mutant)).toBe('a.wgsl.ts:3 (sign)\n-  let x = a - b;\n+  let x = a + b;');
});

test('a seed draws every change once, in an order of its own', () => {
  const files = { 'a.wgsl.ts': shader('\n x = a + b * c;\n y = d - e;\n'), 'b.as.ts': compiled('x = a[1] + b;') };
  const drawn = (seed: number): string[] =>
    [...drawMutants(files, seed)].map((mutant) => JSON.stringify([mutant.path, mutant.kind, mutant.edit]));
  expect(drawn(1)).toEqual(drawn(1));
  expect(drawn(2)).not.toEqual(drawn(1));
  const all = Object.entries(files).flatMap(([path, text]) => mutantsOf(path, text));
  expect(
    all.every(
      ({ path, edit }) => applied(files[path as keyof typeof files], edit) !== files[path as keyof typeof files],
    ),
  ).toBe(true);
  expect([...drawn(1)].sort()).toEqual(
    all.map((mutant) => JSON.stringify([mutant.path, mutant.kind, mutant.edit])).sort(),
  );
  expect(new Set(drawn(1)).size).toBe(all.length);
});
