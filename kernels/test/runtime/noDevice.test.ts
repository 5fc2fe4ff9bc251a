import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { expect, test, vi } from 'vitest';
import { openSession } from '../../src/index.ts';

const loaded = vi.hoisted(() => vi.fn());
vi.mock('@tensorflow/tfjs-backend-webgpu', async (original) => {
  loaded();
  return original();
});

test('where there is no device, tfjs’s WebGPU backend is neither loaded nor left behind', async () => {
  vi.stubGlobal('navigator', { userAgent: 'test', gpu: { requestAdapter: () => Promise.resolve(null) } });
  const session = await openSession();
  expect(session.backend).toBe('wasm');
  expect(loaded).not.toHaveBeenCalled();
  expect(tf.engine().backendNames()).toEqual(['cpu']);
});
