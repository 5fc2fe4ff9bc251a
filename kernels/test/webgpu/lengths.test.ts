import * as tf from '@tensorflow/tfjs-core';
// It registers the gradients of tfjs's own operations.
import '@tensorflow/tfjs-layers';
import { beforeAll, describe } from 'vitest';
import { sharedDeviceSession } from '../support/device.ts';
import { testLengths, testLengthsOfTensors } from '../support/lengths.ts';

describe('sequences of unequal lengths on a device', () => {
  const session = sharedDeviceSession();
  testLengths(() => session);
});

describe('tensors on a device', () => {
  beforeAll(async () => {
    await sharedDeviceSession();
    await tf.setBackend('webgpu');
  });
  testLengthsOfTensors();
});
