import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test } from 'vitest';
import { openSession, sharedSession } from '../../src/index.ts';
import type { WebGpuSession } from '../../src/index.ts';
import type { KernelPlan } from '../../src/runtime/plan.ts';
import { read, shader, written } from '../../src/runtime/shader.ts';
import { sharedDeviceSession } from '../support/device.ts';

const WORDS = 256;

/** y = x + addend, one pass that may be cut along x. */
function adding(addend: number, flops = WORDS): KernelPlan {
  return {
    name: `adding ${addend}`,
    buffers: [
      { name: 'x', role: 'input', words: WORDS },
      { name: 'y', role: 'output', words: WORDS },
    ],
    passes: [
      shader({
        buffers: { x: read('f32'), y: written('f32') },
        settings: { addend: 'f32' },
        ranged: true,
        body: `@compute @workgroup_size(64) fn main(@builtin(local_invocation_index) id: u32) {
          for (var i = settings.begin + id; i < settings.end; i += 64u) { y[i] = x[i] + settings.addend; }
        }`,
      }).pass({
        label: 'add',
        settings: { addend },
        range: { begin: 0, end: WORDS, multiple: 1 },
        workgroups: [1, 1, 1],
        flops,
      }),
    ],
    workgroupBytes: 0,
    workgroupSize: 64,
  };
}

const inputs = { x: Float32Array.from({ length: WORDS }, (_, i) => i) };
const sum = (addend: number) => inputs.x.map((x) => x + addend);
const open = async () => (await openSession({ backend: 'webgpu' })) as WebGpuSession;

describe('jobs', () => {
  test('run one at a time, in the order of the calls', async () => {
    const session = await sharedDeviceSession();
    const order: number[] = [];
    const results = await Promise.all(
      [1, 2, 3].map((addend) =>
        session
          .execute(adding(addend), inputs, { onProgress: () => order.push(addend) })
          .then(({ outputs }) => outputs),
      ),
    );
    expect(order).toEqual([1, 2, 3]);
    results.forEach((outputs, index) => expect(outputs['y']).toEqual(sum(index + 1)));
  });

  test('continue after one that fails', async () => {
    const session = await sharedDeviceSession();
    const failing = session.execute(adding(1), { x: new Float32Array(3) });
    const next = session.execute(adding(2), inputs);
    await expect(failing).rejects.toMatchObject({ name: 'ArgumentError', argument: 'x' });
    expect((await next).outputs['y']).toEqual(sum(2));
  });

  test('cut into slices give the same, and report how far they are', async () => {
    const session = await sharedDeviceSession();
    const fractions: number[] = [];
    const memory: number[] = [];
    const { outputs, dispatches } = await session.execute(adding(5, 1e9), inputs, {
      onProgress: (fraction) => {
        fractions.push(fraction);
        memory.push(session.memory().bytes);
      },
    });
    expect(outputs['y']).toEqual(sum(5));
    expect(dispatches).toBe(fractions.length);
    expect(dispatches).toBeGreaterThan(1);
    expect([...fractions].sort((a, b) => a - b)).toEqual(fractions);
    expect(fractions.at(-1)).toBe(1);
    expect(Math.min(...memory)).toBeGreaterThan(2 * WORDS * 4);
    expect(session.memory()).toEqual({ buffers: 0, bytes: 0 });
  });

  test('come after what tfjs has recorded, and leave tfjs working', async () => {
    const session = await sharedDeviceSession();
    const before = tf.mul(tf.tensor(inputs.x), 2);
    await session.execute(adding(1), inputs);
    const after = tf.add(before, 1);
    expect(Float32Array.from(await after.data())).toEqual(inputs.x.map((x) => 2 * x + 1));
    tf.dispose([before, after]);
  });

  test('are refused after dispose', async () => {
    await sharedDeviceSession();
    const session = await open();
    session.dispose();
    await expect(session.execute(adding(1), inputs)).rejects.toMatchObject({ fault: 'unavailable' });
  });
});

describe('the device that is shared with tfjs', () => {
  afterEach(async () => {
    expect(await tf.setBackend('webgpu')).toBe(true);
  });

  test('is one, however many sessions are opened at once', async () => {
    await sharedDeviceSession();
    const sessions = await Promise.all([open(), open(), open()]);
    expect(new Set(sessions.map(({ device }) => device)).size).toBe(1);
    expect(tf.getBackend()).toBe('webgpu');
    expect((tf.backend() as unknown as { device: GPUDevice }).device).toBe(sessions[0]!.device);
  });

  test('is replaced after a loss: one new device for all, and tfjs computes on it', async () => {
    const lost = await sharedDeviceSession();
    lost.device.destroy();
    await lost.lost;
    const [session, other] = await Promise.all([open(), open()]);
    expect(session.device).not.toBe(lost.device);
    expect(other.device).toBe(session.device);
    expect((await session.execute(adding(3), inputs)).outputs['y']).toEqual(sum(3));
    const doubled = tf.mul(tf.tensor(inputs.x), 2);
    expect(Float32Array.from(await doubled.data())).toEqual(inputs.x.map((x) => 2 * x));
    doubled.dispose();
  });
});

test('the session that operators share recovers from one loss, and computes in WebAssembly after the second', async () => {
  await sharedDeviceSession();
  const lose = async (): Promise<void> => {
    const session = await sharedSession();
    if (session.backend !== 'webgpu') throw new Error(`expected WebGPU, got ${session.backend}`);
    session.device.destroy();
    await session.lost;
  };
  await lose();
  const [recovered, same] = await Promise.all([sharedSession(), sharedSession()]);
  expect(recovered).toMatchObject({ backend: 'webgpu', isLost: false });
  expect(same).toBe(recovered);
  await lose();
  for (let i = 0; i < 2; i++) {
    expect(await sharedSession()).toMatchObject({
      backend: 'wasm',
      note: expect.stringMatching(/lost twice/) as string,
    });
  }
});
