import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  decodeSafetensors,
  encodeSafetensors,
  fittingClasses,
  loadSafetensors,
  readSource,
  WeightNamesError,
} from '../../src/model/index.ts';
import type { SourceCall, TensorFile } from '../../src/model/index.ts';
import { madeFile } from './sourceFiles.ts';

beforeAll(() => tf.setBackend('cpu'));

type Tensors = TensorFile['tensors'];

/** A made file with other tensors. */
function changed(name: string, change: (tensors: Tensors) => Tensors): Uint8Array {
  const { tensors } = decodeSafetensors(madeFile(name));
  return encodeSafetensors({ tensors: change(tensors), metadata: { format: 'pt' } });
}

const without =
  (...names: string[]) =>
  (tensors: Tensors): Tensors =>
    Object.fromEntries(Object.entries(tensors).filter(([name]) => !names.includes(name)));

const reshaped =
  (name: string, shape: number[]) =>
  (tensors: Tensors): Tensors => ({ ...tensors, [name]: { shape, data: tensors[name]!.data } });

describe('a file that does not fit', () => {
  test('names that are missing, left over, and of other shapes are listed together', () => {
    const bytes = changed('vlav3', (tensors) => {
      const { 'W_k.bias': moved, ...rest } = tensors;
      return { ...reshaped('norm.bias', [2, 3])(rest), 'W_k.offset': moved! };
    });
    expect(() => loadSafetensors(bytes)).toThrow(
      'file: lacks W_k.bias; has names that no weight takes: W_k.offset; has other shapes: norm.bias [2, 3] instead of [6]',
    );
  });

  test.each<[string, Uint8Array, SourceCall]>([
    ['file: has names of no known class (W_k.bias', changed('vlav3', without('u_proj.weight', 'W_o.bias')), {}],
    ['file: lacks W_q.weight', changed('deltanet-layer', without('W_q.weight')), {}],
    ['file: has W_q.weight of the shape [36]', changed('deltanet-layer', reshaped('W_q.weight', [36])), {}],
    ['class: was "GPT2"', madeFile('vlav3'), { class: 'GPT2' as never }],
    ['options.heads: is not known; expected one of dModel, lambda0', madeFile('vlav3'), { options: { heads: 2 } }],
    ['heads: was 4; expected a divisor of 6', madeFile('softmax-attn'), { options: { heads: 4 } }],
    ['dModel: was 8; the file has 6', madeFile('vlav3'), { options: { dModel: 8 } }],
    ['hiddenDim: was 9; the file has 5', madeFile('vla-layer-rank-2'), { options: { hiddenDim: 9 } }],
    [
      'file: lacks blocks.1, and has 3 of them',
      changed('tinylm-softmax', (tensors) =>
        Object.fromEntries(
          Object.entries(tensors).flatMap(([name, tensor]): [string, Tensors[string]][] =>
            name.startsWith('blocks.1.')
              ? [
                  [name.replace('.1.', '.4000000000.'), tensor],
                  [name.replace('.1.', '.2.'), tensor],
                ]
              : [[name, tensor]],
          ),
        ),
      ),
      {},
    ],
    ['layers: was 3; the file has 2', madeFile('tinylm-softmax'), { options: { layers: 3 } }],
    ['attention: was "vla"; the file has SoftmaxAttn', madeFile('tinylm-softmax'), { options: { attention: 'vla' } }],
    [
      'file: has other numbers in head.weight than in tok.weight',
      changed('tinylm-softmax', (tensors) => ({
        ...tensors,
        'head.weight': { shape: [7, 4], data: new Float32Array(28) },
      })),
      {},
    ],
    [
      'file: has NaN in W_q.bias',
      changed('vlav3', (tensors) => ({ ...tensors, 'W_q.bias': { shape: [6], data: new Float32Array(6).fill(NaN) } })),
      {},
    ],
    ['names: names "query.w", which is not in the file', madeFile('vlav3'), { names: { 'W_q.weight': 'query.w' } }],
  ])('%s', (message, bytes, call) => {
    const before = tf.memory().numTensors;
    expect(() => loadSafetensors(bytes, call)).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a name of their class is a list with the class it was told to be', () => {
    expect(() => loadSafetensors(madeFile('vlav3'), { class: 'VLAv3Attn' })).toThrow('file: lacks Wq.weight');
  });
});

test('the lists of an error can be read one by one', () => {
  const bytes = changed('vlav3', (tensors) => {
    const { 'W_k.bias': moved, ...rest } = tensors;
    return { ...reshaped('norm.bias', [2, 3])(rest), 'W_k.offset': moved! };
  });
  let thrown: unknown;
  try {
    loadSafetensors(bytes);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(WeightNamesError);
  const { missing, leftOver, misshapen } = thrown as WeightNamesError;
  expect([missing, leftOver]).toEqual([['W_k.bias'], ['W_k.offset']]);
  expect(misshapen).toEqual([{ name: 'norm.bias', shape: [2, 3], expected: [6] }]);
});

test.each([
  ['vlav3', ['VLAv3']],
  ['vla-sequential', ['VLASequential']],
  ['tinylm-softmax', ['TinyLM']],
  ['lramodel-vla', ['LRAModel']],
  ['softmax-attn', ['LinearAttn', 'SoftmaxAttn']],
])('%s has the names and shapes of %j and of no other class', (name, classes) => {
  expect(fittingClasses(madeFile(name))).toEqual(classes);
});

test('a file that lacks a name fits no class, and one that cannot be read is refused', () => {
  expect(fittingClasses(changed('vlav3', without('W_k.bias')))).toEqual([]);
  expect(() => fittingClasses(new Uint8Array(4))).toThrow('is 4 bytes long');
});

test('names that a file has otherwise are found by a map', () => {
  const bytes = changed('vlav3', ({ 'W_q.weight': query, ...rest }) => ({ ...rest, 'q.w': query! }));
  const names = { 'W_q.weight': 'q.w' };
  const [moved, plain] = [loadSafetensors(bytes, { class: 'VLAv3', names }), loadSafetensors(madeFile('vlav3'))];
  const x = tf.randomNormal([1, 5, 6]);
  const [a, b] = [moved, plain].map((source) => source.forward(x).output.dataSync());
  expect(a).toEqual(b);
});

test('linear attention may have one matrix for queries, keys and values: the class has to be said', () => {
  const apart = decodeSafetensors(madeFile('linear-attn')).tensors;
  const joined = (kind: string) =>
    Float32Array.from(['Wq', 'Wk', 'Wv'].flatMap((name) => [...apart[`${name}.${kind}`]!.data]));
  const packed = encodeSafetensors({
    tensors: {
      'qkv.weight': { shape: [18, 6], data: joined('weight') },
      'qkv.bias': { shape: [18], data: joined('bias') },
      'o.weight': apart['Wo.weight']!,
      'o.bias': apart['Wo.bias']!,
    },
    metadata: {},
  });
  expect(readSource(packed).class).toBe('SoftmaxAttn');
  const options = { heads: 2 };
  const x = tf.randomNormal([1, 5, 6]);
  const outputs = [packed, madeFile('linear-attn')].map((bytes) =>
    loadSafetensors(bytes, { class: 'LinearAttn', options }).forward(x).output.dataSync(),
  );
  expect(outputs[0]).toEqual(outputs[1]);
});

test('a nudge that is null is none, and one that is left out is that of the class', () => {
  const periods = [undefined, null, { period: 4, epsilon: 0.1 }].map((nudge) => {
    const { layer } = loadSafetensors(madeFile('vlav3'), { options: { nudge } });
    return (layer!.getConfig() as unknown as { stabilization: { period: number } }).stabilization.period;
  });
  expect(periods).toEqual([20, 0, 4]);
});

test('a tied matrix is found under either of its names', () => {
  const both = decodeSafetensors(madeFile('tinylm-softmax')).tensors;
  expect(Object.keys(both)).toEqual(expect.arrayContaining(['tok.weight', 'head.weight']));
  for (const name of ['tok.weight', 'head.weight']) {
    const { parameters } = readSource(changed('tinylm-softmax', without(name)));
    expect(parameters).toBe(readSource(madeFile('tinylm-softmax')).parameters);
  }
});

test('square weights are transposed by the map: a layer has the file’s columns as its rows', () => {
  const { layer } = loadSafetensors(madeFile('vlav3'));
  const stored = decodeSafetensors(madeFile('vlav3')).tensors['W_q.weight']!.data;
  const query = layer!.weights
    .find(({ originalName }) => originalName === 'query')!
    .read()
    .dataSync();
  expect(query[1]).toBe(stored[6]);
  expect(query[6]).toBe(stored[1]);
});

test('what a model takes and its attention has not is passed over: λ0 beside softmax', () => {
  const { class: name, model } = loadSafetensors(madeFile('tinylm-softmax'), { options: { lambda0: 5 } });
  expect([name, model!.config.preset]).toEqual(['TinyLM', 'SoftmaxAttn']);
});
