import { getBackend } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { startBackend } from './backend.ts';

test('a backend can be started from several places at once', async () => {
  await Promise.all([startBackend('wasm'), startBackend('wasm'), startBackend('wasm')]);
  expect(getBackend()).toBe('wasm');
});
