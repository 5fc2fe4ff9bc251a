import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect } from 'vitest';
import { testClassHead } from '../support/classHead.ts';
import { sharedDeviceSession } from '../support/device.ts';

beforeAll(async () => {
  await sharedDeviceSession();
});

// The head is the same for every mixer.
testClassHead(
  ['vla'],
  async () => {
    expect(await tf.setBackend('webgpu')).toBe(true);
  },
  /^(head|tokenEmbedding|norm\.gamma)$/,
);
