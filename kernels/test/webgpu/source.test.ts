import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { runSourceCase } from '../../src/conformance/index.ts';
import { sharedDeviceSession } from '../support/device.ts';
import { sourceFiles } from '../source/sourceFiles.ts';

beforeAll(async () => {
  await sharedDeviceSession();
});

test.each(sourceFiles)('$name gives on the device what the source’s class gives', async ({ given, weights }) => {
  expect(tf.getBackend()).toBe('webgpu');
  const { lines, problem } = await runSourceCase(given, weights);
  expect(problem).toBeNull();
  expect(lines.map(({ tensor }) => tensor)).toEqual(Object.keys(given.expected));
  expect(lines.filter(({ ok }) => !ok)).toEqual([]);
});
