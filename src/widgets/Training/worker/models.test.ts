import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { TrainingRun } from '@vla/kernels/training';
import { expect, test } from 'vitest';
import { Models } from './models.ts';

const options = { task: { name: 'copy', settings: { symbols: 1 } }, model: { modelDim: 4 }, training: { steps: 1 } };

test('a model is used on the backend that has it, whatever was opened since', async () => {
  const models = new Models();
  await setBackend('cpu');
  models.put('loaded', new TrainingRun(options));
  await setBackend('wasm');
  models.begin([options]);
  const whereUsed = (name: 'first' | 'loaded') => models.use(name, () => Promise.resolve(getBackend()));
  expect(await whereUsed('loaded')).toBe('cpu');
  expect(getBackend()).toBe('wasm');
  expect(await whereUsed('first')).toBe('wasm');
  await expect(models.use('loaded', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(getBackend()).toBe('wasm');
  await expect(models.use('second', () => Promise.resolve())).rejects.toThrow('model: was "second"; there is none');
});
