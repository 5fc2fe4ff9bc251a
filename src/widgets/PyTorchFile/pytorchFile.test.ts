import { existsSync, readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { decodeSafetensors, encodeSafetensors, sourceClasses, type TensorFile } from '@vla/kernels/model';
import { beforeEach, describe, expect, test } from 'vitest';
import { sourceClassNames } from './classes.ts';
import type { Opened, Reading, Refused } from './protocol.ts';
import { checkFile, drawTokens, largestFile, mostTokens, readTokens } from './read.ts';
import { idle, published } from './state.ts';
import { OpenFile } from './worker/openFile.ts';

const made = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../kernels/test/source/files/${name}.safetensors`, import.meta.url));
const place = () => ({ backend: 'cpu', adapter: 'CPU', software: false, note: null });

let file: OpenFile;
beforeEach(async () => {
  await setBackend('cpu');
  file = new OpenFile(() => Promise.resolve(place));
});

async function opened(bytes: Uint8Array, reading: Reading = { options: {} }): Promise<Opened> {
  const opening = await file.open(bytes, 'cpu', reading);
  if (opening.type === 'refused') throw new Error(JSON.stringify(opening.refused));
  return opening.opened;
}

async function refused(bytes: Uint8Array, reading: Reading = { options: {} }): Promise<Refused> {
  const opening = await file.open(bytes, 'cpu', reading);
  if (opening.type === 'opened') throw new Error(`was opened as ${opening.opened.class}`);
  return opening.refused;
}

/** A file with other tensors. */
function changed(name: string, change: (tensors: TensorFile['tensors']) => TensorFile['tensors']): Uint8Array {
  return encodeSafetensors({ tensors: change(decodeSafetensors(made(name)).tensors), metadata: {} });
}

test('the classes that are offered are those that the package reads', () => {
  expect([...sourceClassNames].sort()).toEqual([...sourceClasses].sort());
});

describe('a file that is opened', () => {
  test('is said to be of its class, and of which others it may be', async () => {
    const model = await opened(made('tinylm-vla'));
    expect(model).toMatchObject({ class: 'TinyLM', fits: ['TinyLM'], asks: ['heads', 'lambda0'] });
    expect(model.takes).toEqual({ kind: 'tokens', vocabulary: 7, length: 9 });
    const layer = await opened(made('softmax-attn'));
    expect(layer).toMatchObject({ class: 'SoftmaxAttn', takes: { kind: 'vectors', modelDim: 6 }, parameters: 168 });
    expect(layer.fits).toEqual(['LinearAttn', 'SoftmaxAttn']);
    expect(layer.map.items[2]).toMatchObject({ name: 'key', from: 'qkv.weight', change: 'rows 6 to 11, transposed' });
  });

  test('gives what is expected of each token, and frees it all', async () => {
    const given = JSON.parse(
      readFileSync(new URL('../../../kernels/test/source/files/tinylm-vla.json', import.meta.url), 'utf8'),
    );
    await opened(made('tinylm-vla'), { options: { heads: given.options.heads, lambda0: given.options.lambda0 } });
    const before = memory().numTensors;
    const { shape, data } = given.input as { shape: [number, number]; data: number[] };
    const tokens = data.slice(0, shape[1]);
    const { values, width, next, ran } = await file.tokens(tokens);
    const expected = (given.expected.output.data as number[]).slice(0, values.length);
    const error = Math.hypot(...expected.map((value, i) => value - values[i]!)) / Math.hypot(...expected);
    expect(error).toBeLessThan(2e-5);
    expect(next).toHaveLength(tokens.length);
    const last = [...values.subarray(-width)];
    expect(next.at(-1)![0]).toMatchObject({ token: last.indexOf(Math.max(...last)), logit: Math.max(...last) });
    const sum = last.reduce((total, logit) => total + Math.exp(logit), 0);
    expect(next.at(-1)![0]!.probability).toBeCloseTo(Math.exp(Math.max(...last)) / sum, 6);
    expect(ran).toEqual(place());
    expect(memory().numTensors).toBe(before);
  });

  test('a layer transforms the vectors of a seed, the same each time, and is saved as it was', async () => {
    await opened(made('vla-sequential'));
    const [a, b, c] = [await file.vectors(3, 5), await file.vectors(3, 5), await file.vectors(4, 5)];
    expect(a.values).toHaveLength(5 * a.width);
    expect(b).toEqual(a);
    expect(c.values).not.toEqual(a.values);
    expect(decodeSafetensors(await file.file()).tensors).toEqual(decodeSafetensors(made('vla-sequential')).tensors);
  });

  test('the next one takes its place: nothing of the first is left', async () => {
    await opened(made('vlav3'));
    const before = memory().numTensors;
    await opened(made('vlav3'));
    expect(memory().numTensors).toBe(before);
    await refused(new Uint8Array(3));
    await expect(file.tokens([1])).rejects.toThrow('file: was not opened');
  });

  test('numbers that leave float32 are said, with the token', async () => {
    const huge = ({ shape, data }: TensorFile['tensors'][string]) => ({ shape, data: data.map(() => 3e38) });
    const bytes = changed('tinylm-softmax', (tensors) => ({
      ...tensors,
      'ln_f.weight': huge(tensors['ln_f.weight']!),
      'ln_f.bias': huge(tensors['ln_f.bias']!),
    }));
    await opened(bytes);
    await expect(file.tokens([1, 2])).rejects.toThrow('It left the range of float32 at token 1.');
  });
});

describe('a file that is refused', () => {
  test('is listed with what is missing, left over, and of another shape', async () => {
    const bytes = changed('vlav3', ({ 'W_k.bias': moved, 'norm.bias': norm, ...rest }) => ({
      ...rest,
      'norm.bias': { shape: [2, 3], data: norm!.data },
      '<b>W_k</b>': moved!,
    }));
    const { names, fits } = await refused(bytes);
    expect(fits).toEqual([]);
    expect(names!.missing.items).toEqual(['W_k.bias']);
    expect(names!.leftOver.items).toEqual(['<b>W_k</b>']);
    expect(names!.misshapen.items).toEqual(['norm.bias: [2, 3], not [6]']);
  });

  test.each<[string, () => Uint8Array, RegExp]>([
    [
      'of no class',
      () => encodeSafetensors({ tensors: { a: { shape: [1], data: Float32Array.of(1) } }, metadata: {} }),
      /names of no known class/,
    ],
    ['cut short', () => made('vlav3').slice(0, -4), /which do not hold its shape/],
    [
      'of something else',
      () => new TextEncoder().encode('PK\u0003\u0004 a zip archive, as torch.save writes it'),
      /announces a header/,
    ],
    [
      'with a header that lies',
      () => new Uint8Array([255, 255, 255, 255, 255, 255, 255, 127, 0]),
      /announces a header of/,
    ],
  ])('one %s', async (_, bytes, why) => {
    const { failure, names } = await refused(bytes());
    expect(failure.why).toMatch(why);
    expect(names).toBeNull();
  });

  test('with names without number or end is shown in part', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 5000 }, (_, i) => [`${'x'.repeat(500)}${i}`, { shape: [0], data: new Float32Array(0) }]),
    );
    const bytes = changed('vlav3', (tensors) => ({ ...tensors, ...many }));
    const { names } = await refused(bytes);
    expect(names!.leftOver.total).toBe(5000);
    expect(names!.leftOver.items).toHaveLength(200);
    expect(names!.leftOver.items[0]!.length).toBeLessThan(130);
    const { failure } = await refused(encodeSafetensors({ tensors: many, metadata: {} }));
    expect(failure.why.length).toBeLessThan(700);
  });

  test('as one class can be opened as the one that it fits', async () => {
    const { failure, fits } = await refused(made('softmax-attn'), { class: 'VLAv3', options: {} });
    expect(failure.what).toBe('The file could not be read as VLAv3.');
    expect(fits).toEqual(['LinearAttn', 'SoftmaxAttn']);
    expect((await opened(made('softmax-attn'), { class: 'LinearAttn', options: { heads: 2 } })).class).toBe(
      'LinearAttn',
    );
  });
});

test('empty and huge files are refused before they are read', () => {
  expect(() => checkFile({ name: 'a', size: 0 })).toThrow('“a” is empty, or a folder.');
  expect(() => checkFile({ name: 'a'.repeat(300), size: largestFile + 1 })).toThrow('has 64 MiB; at most 64 are read');
  expect(() => checkFile({ name: 'a', size: largestFile })).not.toThrow();
});

test('tokens are typed with spaces or commas between them, in the range and length of the model', () => {
  const model = { vocabulary: 20, length: 4 };
  expect(readTokens(' 3, 0 19,2', model)).toEqual([3, 0, 19, 2]);
  expect(() => readTokens('3 x', model)).toThrow('“x” is not a whole number.');
  expect(() => readTokens('20', model)).toThrow('20 is no token: tokens are 0 to 19.');
  expect(() => readTokens('', model)).toThrow('Enter at least one token.');
  expect(() => readTokens('1 1 1 1 1', model)).toThrow('5 are too many: enter at most 4 tokens.');
  expect(readTokens(drawTokens(1, model), model)).toHaveLength(4);
  expect(mostTokens({ vocabulary: 2 ** 20, length: 100 })).toBe(4);
});

test('the page holds the numbers of a small result, and only the shape of a large one', () => {
  const opened = { class: 'TinyLM', parameters: 3 } as Opened;
  const result = (count: number) =>
    ({
      kind: 'vectors',
      seed: 1,
      width: 2,
      values: new Float32Array(count),
      input: new Float32Array(count),
      ran: place(),
    }) as const;
  expect(published({ ...idle, opened, result: result(4) })).toMatchObject({
    output: { shape: [2, 2], values: [0, 0, 0, 0] },
  });
  expect(published({ ...idle, opened, result: result(2 ** 17) })).not.toHaveProperty('output.values');
});

test.skipIf(!existsSync(new URL('../../../../shared/source-weights/', import.meta.url)))(
  'their files are opened as what they are',
  async () => {
    const bytes = readFileSync(new URL('../../../../shared/source-weights/tinylm-vla.safetensors', import.meta.url));
    expect(await opened(bytes)).toMatchObject({
      class: 'TinyLM',
      fits: ['TinyLM'],
      takes: { vocabulary: 20, length: 32 },
    });
  },
);
