import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  VLATransformer,
  decodeSafetensors,
  encodeSafetensors,
  loadTransformer,
  saveTransformer,
} from '../../src/model/index.ts';
import type { TensorFile } from '../../src/model/index.ts';

const name = fc.string({ minLength: 1, maxLength: 9 }).filter((text) => text !== '__metadata__');
const anyTensor = fc
  .array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 })
  .chain((shape) =>
    fc
      .array(fc.float(), { minLength: shape.reduce((a, b) => a * b, 1), maxLength: shape.reduce((a, b) => a * b, 1) })
      .map((data) => ({ shape, data: Float32Array.from(data) })),
  );
const anyFile: fc.Arbitrary<TensorFile> = fc.record({
  tensors: fc.dictionary(name, anyTensor, { maxKeys: 4, noNullPrototype: true }),
  metadata: fc.dictionary(name, fc.string(), { maxKeys: 3, noNullPrototype: true }),
});

describe('safetensors', () => {
  test('what was written is read', () => {
    const property = fc.property(anyFile, (file) => {
      expect(decodeSafetensors(encodeSafetensors(file))).toEqual(file);
    });
    fc.assert(property);
  });

  test('the bytes, by hand', () => {
    const bytes = encodeSafetensors({
      tensors: { w: { shape: [2], data: Float32Array.of(1, -2) } },
      metadata: { a: 'b' },
    });
    const header = '{"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    expect([...bytes.subarray(0, 8)]).toEqual([padded.length, 0, 0, 0, 0, 0, 0, 0]);
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + padded.length))).toBe(padded);
    expect([...bytes.subarray(8 + padded.length)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  });

  test('reads from the middle of a buffer', () => {
    const file = { tensors: { w: { shape: [1], data: Float32Array.of(3) } }, metadata: {} };
    const bytes = encodeSafetensors(file);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeSafetensors(shifted.subarray(3))).toEqual(file);
  });

  const good = encodeSafetensors({ tensors: { w: { shape: [4], data: new Float32Array(4) } }, metadata: {} });
  const withHeader = (header: string): Uint8Array => {
    const text = new TextEncoder().encode(header);
    const bytes = new Uint8Array(8 + text.length + 16);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
    bytes.set(text, 8);
    return bytes;
  };
  test.each<[string, Uint8Array]>([
    ['is 3 bytes long', new Uint8Array(3)],
    ['announces a header of', good.subarray(0, 20)],
    ['has "w" at bytes 0 to 16', good.subarray(0, good.length - 4)],
    ['has an unreadable header', withHeader('{"w":')],
    ['has a header that is no object', withHeader('[1]')],
    ['has "w" as F8_E4M3; one of F64, F32', withHeader('{"w":{"dtype":"F8_E4M3","shape":[16],"data_offsets":[0,16]}}')],
    ['has "a" without a usable shape', withHeader('{"a":null}')],
    ['has "w" without a usable shape', withHeader('{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16,16]}}')],
    ['has "w" twice', withHeader('{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"\\u0077":{}}')],
    ['has "dtype" twice', withHeader('{"w":{"dtype":"F32","dtype":"F16","shape":[4],"data_offsets":[0,16]}}')],
    [
      'has "b" at byte 8, which belongs to another tensor',
      withHeader(
        '{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]},"b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}',
      ),
    ],
    [
      'has bytes 4 to 8 that belong to no tensor',
      withHeader(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}',
      ),
    ],
    [
      'has bytes 12 to 16 that belong to no tensor',
      withHeader('{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}'),
    ],
    ['has bytes 0 to 16 that belong to no tensor', withHeader('{}')],
    ['has "w" without a usable shape', withHeader('{"w":{"dtype":"F32","shape":[-4],"data_offsets":[0,16]}}')],
    ['has "w" at bytes 0 to 16', withHeader('{"w":{"dtype":"F32","shape":[5],"data_offsets":[0,16]}}')],
  ])('refuses a file that %s', (message, bytes) => expect(() => decodeSafetensors(bytes)).toThrow(message));

  test('numbers of every type, after a header that is not padded', () => {
    const header = JSON.stringify({
      wide: { dtype: 'F64', shape: [1], data_offsets: [0, 8] },
      half: { dtype: 'F16', shape: [2], data_offsets: [8, 12] },
      brain: { dtype: 'BF16', shape: [1], data_offsets: [12, 14] },
      mask: { dtype: 'BOOL', shape: [2], data_offsets: [14, 16] },
    });
    expect(header.length % 8).not.toBe(0);
    const bytes = withHeader(header);
    const view = new DataView(bytes.buffer, 8 + header.length);
    view.setFloat64(0, 0.1, true);
    view.setUint16(8, 0x3555, true);
    view.setUint16(10, 0xc000, true);
    view.setUint16(12, 0x4049, true);
    const { tensors, passedOver } = decodeSafetensors(bytes);
    expect(tensors).toEqual({
      wide: { shape: [1], data: Float32Array.of(0.1) },
      half: { shape: [2], data: Float32Array.of(0.333251953125, -2) },
      brain: { shape: [1], data: Float32Array.of(3.140625) },
    });
    expect(passedOver).toEqual({ mask: { dtype: 'BOOL', shape: [2] } });
    view.setFloat64(0, 1e300, true);
    expect(() => decodeSafetensors(bytes)).toThrow('has 1e+300 in "wide", which leaves float32');
  });

  test('a tensor named as texts are kept is refused, and one named __proto__ is kept', () => {
    const tensor = { shape: [1], data: Float32Array.of(3) };
    const named = (name: string): TensorFile => ({ tensors: Object.fromEntries([[name, tensor]]), metadata: {} });
    expect(() => encodeSafetensors(named('__metadata__'))).toThrow('__metadata__: is no name for a tensor');
    const { tensors } = decodeSafetensors(encodeSafetensors(named('__proto__')));
    expect(Object.entries(tensors)).toEqual([['__proto__', tensor]]);
  });

  test('refuses to write a tensor that does not fill its shape', () => {
    const tensors = { w: { shape: [3], data: new Float32Array(2) } };
    expect(() => encodeSafetensors({ tensors, metadata: {} })).toThrow('w: holds 2 numbers; its shape needs 3');
  });
});

describe('a model from a file', () => {
  const model = { vocabulary: 5, length: 4, modelDim: 8, layers: 1 };

  test.each<[string, (file: TensorFile) => TensorFile]>([
    [
      'norm.gamma: is not in the file',
      ({ tensors: { 'norm.gamma': gamma, ...tensors }, metadata }) => ({
        tensors: { ...tensors, 'norm.delta': gamma! },
        metadata,
      }),
    ],
    [
      'norm.gamma: has shape [4, 2] in the file; expected [8]',
      ({ tensors, metadata }) => ({
        tensors: { ...tensors, 'norm.gamma': { shape: [4, 2], data: new Float32Array(8) } },
        metadata,
      }),
    ],
    ['file: holds no configuration', ({ tensors }) => ({ tensors, metadata: {} })],
    ['layers: was 0', ({ tensors }) => ({ tensors, metadata: { config: JSON.stringify({ ...model, layers: 0 }) } })],
  ])('%s', async (message, change) => {
    const made = new VLATransformer(model);
    const file = decodeSafetensors(await saveTransformer(made));
    made.dispose();
    expect(() => loadTransformer(encodeSafetensors(change(file)))).toThrow(message);
  });
});
