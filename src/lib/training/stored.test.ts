import { memory, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { decodeSafetensors, encodeSafetensors, type TensorFile } from '@vla/kernels/model';
import { TrainingRun } from '@vla/kernels/training';
import { beforeAll, describe, expect, test } from 'vitest';
import { openStored } from './stored.ts';

let bytes: Uint8Array;
let file: TensorFile;
beforeAll(async () => {
  await setBackend('cpu');
  const run = new TrainingRun({
    task: { name: 'mqar', settings: { pairs: 1, vocabulary: 8 } },
    model: { modelDim: 4, layers: 1 },
    training: { steps: 3, batchSize: 2 },
  });
  await run.train({ until: 2 });
  bytes = await run.checkpoint();
  file = decodeSafetensors(bytes);
  run.dispose();
});

const withTexts = (texts: Record<string, unknown>): Uint8Array =>
  encodeSafetensors({ ...file, metadata: { ...file.metadata, ...(texts as Record<string, string>) } });

const withNumber = (name: string, value: number): Uint8Array => {
  const { shape, data } = file.tensors[name]!;
  const changed = data.map((before, index) => (index === 1 ? value : before));
  return encodeSafetensors({ ...file, tensors: { ...file.tensors, [name]: { shape, data: changed } } });
};

const withOptions = (change: object): Uint8Array =>
  withTexts({ run: JSON.stringify({ ...(JSON.parse(file.metadata['run']!) as object), ...change }) });

/** A file of a header alone. */
const ofHeader = (header: unknown): Uint8Array => {
  const text = new TextEncoder().encode(JSON.stringify(header));
  return Uint8Array.from([text.length, 0, 0, 0, 0, 0, 0, 0, ...text]);
};

test('a run is opened where it stood', () => {
  const { run, trainedOn } = openStored(bytes);
  expect({ step: run.step, trainedOn }).toEqual({ step: 2, trainedOn: 'cpu' });
  run.dispose();
});

describe('a file that no run has written is refused, with nothing left behind', () => {
  test.each<[string, () => Uint8Array]>([
    ['file: is 0 bytes long', () => new Uint8Array(0)],
    ['file: has "optimizer.variance" at bytes', () => bytes.slice(0, -4)],
    ['checkpoint: holds no training run', () => withTexts({ format: 'vla-transformer' })],
    ['checkpoint: can.t be read: .*JSON', () => withTexts({ run: '{' })],
    ['checkpoint: can.t be read', () => withTexts({ run: 'null' })],
    ['checkpoint: can.t be read', () => ofHeader({ __metadata__: null })],
    ['checkpoint: can.t be read', () => ofHeader({ tokenEmbedding: null })],
    ['checkpoint: was stored after step "-1"; expected 0 to 3', () => withTexts({ step: '-1' })],
    ['checkpoint: was stored after step "4"', () => withTexts({ step: '4' })],
    ['checkpoint: was stored after step ""', () => withTexts({ step: '' })],
    ['checkpoint: has NaN in "tokenEmbedding"', () => withNumber('tokenEmbedding', NaN)],
    ['checkpoint: has Infinity in "optimizer.mean"', () => withNumber('optimizer.mean', Infinity)],
    ['checkpoint: has -1 in "optimizer.variance"', () => withNumber('optimizer.variance', -1)],
    [
      'checkpoint: has [0-9]+ weights; the model that it describes has',
      () => withOptions({ model: { modelDim: 512 } }),
    ],
    ['model: would have', () => withOptions({ model: { layers: 1e9 } })],
    ['task: was "sort"', () => withOptions({ task: { name: 'sort' } })],
  ])('%s', (message, made) => {
    const { numTensors } = memory();
    expect(() => openStored(made())).toThrow(
      expect.objectContaining({ name: 'ArgumentError', message: expect.stringMatching(new RegExp(`^${message}`)) }),
    );
    expect(memory().numTensors).toBe(numTensors);
  });
});
