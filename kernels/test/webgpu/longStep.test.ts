import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect } from 'vitest';
import type { WebGpuSession } from '../../src/index.ts';
import { driver, sharedDeviceSession } from '../support/device.ts';
import { testLongStep } from '../support/longStep.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await sharedDeviceSession();
  await tf.setBackend('webgpu');
});

/** A step of the preset's model is minutes of SwiftShader: `WIDTHS=all npx vitest run --project swiftshader longStep` makes it there, too. */
const tinyAlone = driver === 'swiftshader' && process.env['WIDTHS'] !== 'all';

testLongStep(tinyAlone ? ['tiny'] : ['full', 'tiny'], async (counted) => {
  expect(counted).toBeLessThan(2 ** 30);
  // What the device is there for afterwards.
  expect([...(await tf.add(tf.tensor1d([1, 2]), 1).data())]).toEqual([2, 3]);
  await session.settled();
});
