import { expect, test } from 'vitest';
import { compileWasm, wasmSources } from './build.ts';
import { signaturesIn, writtenModule } from './generate.ts';

const double = `import { twice } from './simd/shared.as';
export function double(x: usize, count: i32): void {
  for (let i = 0; i < count; i++) store<f32>(x + 4 * i, twice(load<f32>(x + 4 * i)));
}
`;
const sources = {
  'kernels/double.as.ts': double,
  'kernels/simd/shared.as.ts': 'export function twice(x: f32): f32 { return 2 * x; }\n',
};

test('exported functions have the arguments that their text gives them, on one line or several', () => {
  const text =
    'export function a(\n  x: usize,\n  scale: f32,\n): void {}\nfunction b(y: i32): void {}\nexport function c(): i32 {}';
  expect(signaturesIn({ 'a.as.ts': text })).toEqual({ a: ['x', 'scale'], c: [] });
});

test('what kernels share is not called from JavaScript, and a vector can not be', () => {
  expect(signaturesIn(sources)).toEqual({ double: ['x', 'count'] });
  expect(() => signaturesIn({ 'a.as.ts': 'export function a(x: v128): void {}' })).toThrow(
    'a.as.ts: a takes "x: v128"; expected a number',
  );
});

test('a compiled module works in a memory that it is given', async () => {
  const module = await compileWasm(sources);
  const memory = new WebAssembly.Memory({ initial: 1 });
  new Float32Array(memory.buffer).set([1, 2, 3]);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.slice()), { env: { memory } });
  (exports['double'] as (x: number, count: number) => void)(0, 2);
  expect([...new Float32Array(memory.buffer, 0, 3)]).toEqual([2, 4, 3]);
});

test('a text that would write data into that memory is refused, and a wrong one with its line', async () => {
  const table = 'const table: StaticArray<f32> = [1, 2];\nexport function at(i: i32): f32 { return table[i]; }';
  await expect(compileWasm({ 'a.as.ts': table })).rejects.toThrow('has data of its own');
  await expect(compileWasm({ 'a.as.ts': 'export function a(): f32 { return b; }' })).rejects.toThrow(
    /Cannot find name 'b'[^]*a\.as\.ts\(1,\d+\)/,
  );
});

test('the same texts give the same module, to the byte', async () => {
  const texts = wasmSources();
  expect(Object.keys(texts).length).toBeGreaterThan(3);
  const [first, second] = [await compileWasm(texts), await compileWasm(texts)];
  expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
});

test('what is written gives each kernel the names of its arguments', () => {
  const text = writtenModule(new Uint8Array([0, 97]), { double: ['x', 'count'] });
  expect(text).toContain('double(args: { readonly x: number; readonly count: number }): number;');
  expect(text).toContain("export const base64: string = 'AGE='");
});
