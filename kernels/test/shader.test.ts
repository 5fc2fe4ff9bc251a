import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../src/index.ts';
import type { PassPlan } from '../src/runtime/plan.ts';
import { read, settingWords, shader, written } from '../src/runtime/shader.ts';

const body = '@compute @workgroup_size(1) fn main() { y[0] = x[0] + settings.scale * f32(settings.T); }';
const declared = shader({
  buffers: { x: read('vec4<f32>'), spare: false, y: written('f32') },
  settings: { T: 'u32', scale: 'f32' },
  ranged: true,
  body,
});
const range = { begin: 4, end: 12, multiple: 4 };
const pass = { label: 'scale', workgroups: [1, 1, 1] as const, flops: 1, range, settings: { T: 7, scale: 0.5 } };

/** What a shader would read: each setting at the place that the text gives it. */
function readBack(code: string, words: readonly number[]): Record<string, number> {
  const fields = [.../struct Settings \{([^}]*)\}/.exec(code)![1]!.matchAll(/(\w+): (u32|f32),/g)];
  const memory = new DataView(Uint32Array.from(words).buffer);
  return Object.fromEntries(
    fields.map(([, name, type], i) => [
      name,
      type === 'f32' ? memory.getFloat32(4 * i, true) : memory.getUint32(4 * i, true),
    ]),
  );
}

test('the text has bindings in order, without those that are not there, and the settings after them', () => {
  expect(declared.bindings).toEqual(['x', 'y']);
  expect(declared.code).toBe(`struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  scale: f32,
}
@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> settings: Settings;

${body}`);
});

test('a shader without settings has no binding for them', () => {
  const copies = shader({ buffers: { x: written('u32') }, settings: {}, ranged: false, body: 'fn main() {}' });
  expect(copies.code).not.toContain('settings');
  expect(copies.pass({ label: 'copy', workgroups: [1, 1, 1], flops: 1, settings: {} })).not.toHaveProperty('uniforms');
});

describe('settings', () => {
  test('are read back as they were packed, whatever order they are given in', () => {
    const plan = declared.pass({ ...pass, settings: { scale: -0.1, T: 4294967295 } });
    const words = settingWords(plan, { begin: 4, end: 8 });
    expect(readBack(plan.code, words)).toEqual({ begin: 4, end: 8, T: 4294967295, scale: Math.fround(-0.1) });
  });

  test.each([Infinity, -Infinity, 2 ** -149, 3.4028234663852886e38])('%d keeps its bits', (scale) => {
    const words = settingWords(declared.pass({ ...pass, settings: { T: 0, scale } }), range);
    expect(readBack(declared.code, words)['scale']).toBe(scale);
  });

  test('fill whole rows of four words, which is what a uniform buffer has', () => {
    for (const count of [1, 3, 4, 5]) {
      const names = Array.from({ length: count }, (_, i) => `s${i}`);
      const settings = Object.fromEntries(names.map((name) => [name, 'u32' as const]));
      const several = shader({ buffers: {}, settings, ranged: false, body: '' });
      const values = Object.fromEntries(names.map((name, i) => [name, i + 1]));
      const words = settingWords(several.pass({ label: '', workgroups: [1, 1, 1], flops: 1, settings: values }), range);
      expect(words.length).toBe(4 * Math.ceil(count / 4));
      expect(words.slice(0, count)).toEqual(Object.values(values));
    }
  });

  test.each([
    [{ T: 7 }, 'settings.scale: was left out'],
    [{ T: 7, scale: 1, extra: 2 }, 'settings.extra: is none'],
    [{ T: -1, scale: 1 }, 'settings.T: was -1'],
    [{ T: 0.5, scale: 1 }, 'settings.T: was 0.5'],
    [{ T: NaN, scale: 1 }, 'settings.T: was NaN'],
  ])('%j are refused', (settings, message) => {
    const given = settings as unknown as { T: number; scale: number };
    expect(() => declared.pack(given)).toThrow(ArgumentError);
    expect(() => declared.pack(given)).toThrow(message);
  });

  test('that a device can’t count to are a limit of it, so that another form is looked for', () => {
    expect(() => declared.pack({ T: 2 ** 32, scale: 1 })).toThrow(
      expect.objectContaining({ fault: 'limit', message: expect.stringContaining('T would be 4294967296') as string }),
    );
  });

  test('that are missing, unknown or of another shader do not type-check', () => {
    // @ts-expect-error scale is missing
    const missing = () => declared.pack({ T: 7 });
    // @ts-expect-error there is no setting of that name
    const unknown = () => declared.pack({ T: 7, scale: 1, extra: 2 });
    // @ts-expect-error a pass over a range says which
    const unranged = () => declared.pass({ ...pass, range: undefined });
    // @ts-expect-error words that no declaration has packed
    const byHand: PassPlan = { ...declared.pass(pass), uniforms: [7, 1] };
    expect(missing).toThrow();
    expect(unknown).toThrow();
    expect(unranged).toBeTypeOf('function');
    expect(byHand.uniforms).toEqual([7, 1]);
  });
});

test('a plan may have another name for a buffer', () => {
  expect(declared.pass({ ...pass, buffers: { x: 'memory' } }).bindings).toEqual(['memory', 'y']);
  expect(() => declared.pass({ ...pass, buffers: { z: 'memory' } })).toThrow('"z" is none of x, y');
});
