import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { expect, test, vi } from 'vitest';
import { openSession } from '../../src/index.ts';

test('a device that could not be had leaves tfjs its backend, too', async () => {
  vi.stubGlobal('navigator', { userAgent: 'test', gpu: { requestAdapter: () => Promise.resolve(null) } });
  const session = await openSession({ forTensors: true });
  expect(session).toMatchObject({ backend: 'wasm', note: expect.stringContaining('no adapter') as string });
  expect([...tf.add([1, 2], 1).dataSync()]).toEqual([2, 3]);
  expect(tf.getBackend()).toBe('cpu');
});
