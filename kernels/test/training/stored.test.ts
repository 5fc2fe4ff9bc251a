import { memory, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { VLATransformer, decodeSafetensors, encodeSafetensors, loadTransformer } from '../../src/model/index.ts';
import { assignParameters, readParameters, saveTransformer } from '../../src/model/index.ts';
import type { TensorFile } from '../../src/model/index.ts';
import { TrainingRun } from '../../src/training/index.ts';

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
  const bytes = new Uint8Array(8 + text.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
};

test('a run is opened where it stood', () => {
  const run = TrainingRun.resume(bytes);
  expect({ step: run.step, resumedFrom: run.resumedFrom }).toEqual({ step: 2, resumedFrom: 'cpu' });
  run.dispose();
});

/** As `toThrow` compares it. */
const refusal = (message: string): Error =>
  expect.objectContaining({
    name: 'ArgumentError',
    message: expect.stringMatching(new RegExp(`^${message}`)) as string,
  }) as Error;

describe('a file that no run has written is refused, with nothing left behind', () => {
  test.each<[string, () => Uint8Array]>([
    ['file: is 0 bytes long', () => new Uint8Array(0)],
    ['file: has "optimizer.variance" at bytes', () => bytes.slice(0, -4)],
    ['checkpoint: holds no training run', () => withTexts({ format: 'vla-transformer' })],
    ['file: has an unreadable text "run"', () => withTexts({ run: '{' })],
    ['file: has null as its text "run"', () => withTexts({ run: 'null' })],
    ['file: has an unreadable text "config"', () => withTexts({ config: '{' })],
    ['checkpoint: has a configuration that is not', () => withTexts({ config: '{"vocabulary":8,"length":9}' })],
    ['file: has metadata that are not texts', () => ofHeader({ __metadata__: null })],
    ['file: has metadata that are not texts', () => ofHeader({ __metadata__: { step: 7 } })],
    ['file: has "tokenEmbedding" without a usable shape', () => ofHeader({ tokenEmbedding: null })],
    ['checkpoint: was stored after step "-1"; expected 0 to 3', () => withTexts({ step: '-1' })],
    ['checkpoint: was stored after step "-5"', () => withTexts({ step: '-5' })],
    ['checkpoint: was stored after step "4"', () => withTexts({ step: '4' })],
    ['checkpoint: was stored after step "2.0"', () => withTexts({ step: '2.0' })],
    ['checkpoint: was stored after step ""', () => withTexts({ step: '' })],
    ['tokenEmbedding: has NaN in the file', () => withNumber('tokenEmbedding', NaN)],
    ['checkpoint: has Infinity in "optimizer.mean"', () => withNumber('optimizer.mean', Infinity)],
    ['checkpoint: has -1 in "optimizer.variance"', () => withNumber('optimizer.variance', -1)],
    ['checkpoint: has a configuration that is not', () => withOptions({ model: { modelDim: 512 } })],
    ['model: would have', () => withOptions({ model: { layers: 1e9 } })],
    ['copy.symbols: was 100000000', () => withOptions({ task: { name: 'copy', settings: { symbols: 1e8 } } })],
    ['batchSize: was 1000000000000', () => withOptions({ training: { steps: 3, batchSize: 1e12 } })],
    ['task: was "sort"', () => withOptions({ task: { name: 'sort' } })],
    ['task: was null', () => withOptions({ task: null })],
  ])('%s', (message, made) => {
    const { numTensors } = memory();
    expect(() => TrainingRun.resume(made())).toThrow(refusal(message));
    expect(memory().numTensors).toBe(numTensors);
  });

  test('many tensors that share their bytes are not read one by one', () => {
    const shared = { dtype: 'F32', shape: [256], data_offsets: [0, 1024] };
    const header = ofHeader(Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`t${i}`, shared])));
    const whole = new Uint8Array(header.length + 1024);
    whole.set(header);
    expect(() => decodeSafetensors(whole)).toThrow(
      refusal('file: has "t1" at byte 0, which belongs to another tensor'),
    );
  });
});

describe('a file of a model', () => {
  const config = { vocabulary: 5, length: 4, modelDim: 4, layers: 1 };
  let model: VLATransformer;
  let saved: TensorFile;
  beforeAll(async () => {
    model = new VLATransformer(config);
    saved = decodeSafetensors(await saveTransformer(model));
  });
  const withConfig = (text: string): Uint8Array =>
    encodeSafetensors({ ...saved, metadata: { ...saved.metadata, config: text } });

  test.each<[string, () => Uint8Array]>([
    [
      'file: has [0-9]+ weights; the model that it describes',
      () => withConfig(JSON.stringify({ ...config, layers: 1e9 })),
    ],
    ['file: has [0-9]+ weights', () => withConfig(JSON.stringify({ ...config, vocabulary: 1e12 }))],
    ['file: has an unreadable text "config"', () => withConfig('{')],
    ['file: has a plain array as its text "config"', () => withConfig('[]')],
    [
      'norm.gamma: has NaN in the file',
      () =>
        encodeSafetensors({
          ...saved,
          tensors: { ...saved.tensors, 'norm.gamma': { shape: [4], data: Float32Array.of(1, NaN, 1, 1) } },
        }),
    ],
  ])('is refused: %s', (message, made) => {
    const { numTensors } = memory();
    expect(() => loadTransformer(made())).toThrow(refusal(message));
    expect(memory().numTensors).toBe(numTensors);
  });

  test('weights that were read or assigned are copies', async () => {
    const before = await readParameters(model);
    const given = Object.fromEntries(
      Object.entries(before).map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]),
    );
    assignParameters(model, given);
    for (const { data } of Object.values(given)) data.fill(9);
    for (const { data } of Object.values(await readParameters(model))) data.fill(7);
    expect(await readParameters(model)).toEqual(before);
  });
});
