import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { openSession, sharedSession, vla } from '../../src/index.ts';
import type { WebGpuSession } from '../../src/index.ts';
import { nodeGpu } from '../../src/node.ts';
import { seededRandom } from '../../src/random.ts';
import { driver } from '../support/device.ts';
import { vlaInputs } from '../support/random.ts';

/* One application from here on: the tests follow each other. */

const inputs = vlaInputs(seededRandom(2), { B: 1, H: 1, T: 5, R: 1, D: 4, Dv: 4 });

beforeAll(() => nodeGpu({ driver }));

/** The backend that tfjs likes best of those registered, and makes when it first computes. */
const preferred = (): string => (tf.engine() as unknown as { getSortedBackends(): string[] }).getSortedBackends()[0]!;

describe('an application that computes with tfjs on another backend', () => {
  test('gets the backend it would have got, though operators came first', async () => {
    const { ran } = await vla(inputs, { lambda0: 1 });
    expect(ran.backend).toBe('webgpu');
    expect(preferred()).toBe('cpu');
    expect([...tf.add([1, 2], 1).dataSync()]).toEqual([2, 3]);
    expect(tf.getBackend()).toBe('cpu');
  });

  test('keeps it, with its tensors, after calls by arrays and sessions', async () => {
    const own = tf.tensor([1, 2]);
    await vla(inputs, { lambda0: 1 });
    await openSession({ backend: 'webgpu' });
    await sharedSession();
    expect(tf.getBackend()).toBe('cpu');
    expect([...tf.mul(own, 2).dataSync()]).toEqual([2, 4]);
  });

  test('keeps it when the GPU was lost and is asked for again', async () => {
    const session = (await sharedSession()) as WebGpuSession;
    session.device.destroy();
    await session.lost;
    const { ran } = await vla(inputs, { lambda0: 1 });
    expect(ran.backend).toBe('webgpu');
    expect(tf.getBackend()).toBe('cpu');
  });

  test('changes to WebGPU where it asks for that, on the device of all sessions, and back', async () => {
    const session = (await openSession({ backend: 'webgpu', forTensors: true })) as WebGpuSession;
    expect(tf.getBackend()).toBe('webgpu');
    expect((tf.backend() as unknown as { device: GPUDevice }).device).toBe(session.device);
    expect((await sharedSession()) as WebGpuSession).toMatchObject({ device: session.device });
    const sum = tf.add([1, 2], 1);
    expect([...(await sum.data())]).toEqual([2, 3]);
    await tf.setBackend('cpu');
    await vla(inputs, { lambda0: 1 });
    expect(tf.getBackend()).toBe('cpu');
    await tf.setBackend('webgpu');
    await vla(inputs, { lambda0: 1 });
    expect(tf.getBackend()).toBe('webgpu');
  });

  test('can ask for tensors on tfjs’s own device alone', async () => {
    const { device } = (await sharedSession()) as WebGpuSession;
    const opening = openSession({ device, forTensors: true });
    await expect(opening).rejects.toMatchObject({ name: 'ArgumentError', argument: 'forTensors' });
  });
});
