import { beforeEach, describe, expect, test } from 'vitest';
import { vla } from '../../src/index.ts';
import type { WebGpuSession } from '../../src/index.ts';
import { seededRandom } from '../../src/random.ts';
import type { KernelPlan, PassPlan } from '../../src/runtime/plan.ts';
import { openSession } from '../../src/runtime/session.ts';
import { defaultLimitsDevice, defaultLimitsSession } from '../support/device.ts';
import { vlaInputs } from '../support/random.ts';

const WORDS = 64;

/** A plan that doubles 64 numbers, one invocation each; `change` breaks it. */
function doubling(statement: string, change: Partial<PassPlan & KernelPlan> = {}): KernelPlan {
  return {
    name: 'doubling',
    buffers: [
      { name: 'x', role: 'input', words: WORDS },
      { name: 'y', role: 'output', words: WORDS },
    ],
    passes: [
      {
        label: 'double',
        code: `@group(0) @binding(0) var<storage, read> x: array<f32>;
          @group(0) @binding(1) var<storage, read_write> y: array<f32>;
          @compute @workgroup_size(${WORDS}) fn main(@builtin(local_invocation_index) i: u32) { ${statement} }`,
        bindings: ['x', 'y'],
        workgroups: [1, 1, 1],
        flops: WORDS,
        ...change,
      },
    ],
    workgroupBytes: 0,
    workgroupSize: WORDS,
    ...change,
  };
}

const inputs = { x: Float32Array.from({ length: WORDS }, (_, i) => i + 1) };
const correct = doubling('y[i] = 2.0 * x[i];');

let session: WebGpuSession;
beforeEach(async () => {
  session = await defaultLimitsSession();
});

/** Afterwards the session still works, and holds no buffer of the failed job. */
async function expectUsable(): Promise<void> {
  expect(session.memory()).toMatchObject({ buffers: 0, bytes: 0 });
  const { outputs } = await session.execute(correct, inputs);
  expect(outputs['y']).toEqual(inputs.x.map((x) => 2 * x));
}

describe('a faulty shader gives a reason and no number', () => {
  test.each([
    { fault: 'compile', what: 'does not compile', statement: 'y[i] = 2.0 * z[i];', message: /z/ },
    {
      fault: 'out-of-bounds',
      what: 'writes past its output',
      statement: `y[i] = x[i]; y[${WORDS}u + i] = 1.0;`,
      message: /end of "y"/,
    },
    { fault: 'incomplete', what: 'leaves a value out', statement: 'if (i != 7u) { y[i] = x[i]; }', message: /index 7/ },
    {
      fault: 'non-finite',
      what: 'gives NaN',
      statement: 'y[i] = bitcast<f32>(0x7fc00000u | u32(x[i] < 0.0));',
      message: /NaN or infinite/,
    },
    {
      fault: 'validation',
      what: 'reads and writes one buffer',
      statement: 'y[i] = x[i];',
      message: /rejected/,
      bindings: ['y', 'y'],
    },
  ])('$what', async ({ fault, statement, message, bindings }) => {
    const plan = doubling(statement, bindings ? { bindings } : {});
    const failure = await session.execute(plan, inputs).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    expect(failure).toMatchObject({ error: { name: 'DeviceError', fault } });
    expect(String((failure as { error: Error }).error.message)).toMatch(message);
    await expectUsable();
  });
});

describe('a job that can’t fit is refused before any work, naming the limit', () => {
  test.each([
    { what: 'workgroup memory', change: { workgroupBytes: 1 << 20 }, message: /maxComputeWorkgroupStorageSize/ },
    { what: 'invocations', change: { workgroupSize: 4096 }, message: /maxComputeInvocationsPerWorkgroup/ },
    {
      what: 'workgroups',
      change: { workgroups: [70_000, 1, 1] as const },
      message: /maxComputeWorkgroupsPerDimension/,
    },
  ])('$what', async ({ change, message }) => {
    await expect(session.execute(doubling('y[i] = x[i];', change), inputs)).rejects.toMatchObject({
      fault: 'limit',
      message: expect.stringMatching(message) as string,
    });
    await expectUsable();
  });

  test('a binding over 128 MiB', async () => {
    const words = (128 << 20) / 4 + 1;
    const plan = doubling('y[i] = x[i];', {
      buffers: [
        { name: 'x', role: 'input', words: WORDS },
        { name: 'y', role: 'output', words },
      ],
    });
    await expect(session.execute(plan, inputs)).rejects.toMatchObject({
      fault: 'limit',
      message: expect.stringMatching(/maxStorageBufferBindingSize/) as string,
    });
    await expectUsable();
  });
});

describe('device loss', () => {
  const problem = vlaInputs(seededRandom(3), { B: 1, H: 1, T: 4000, R: 1, D: 16, Dv: 16 });

  test('mid-job: the job fails as lost, and does not hang', async () => {
    const job = vla(problem, {
      lambda0: 1,
      session,
      form: 'recurrent',
      onProgress: () => session.device.destroy(),
    });
    await expect(job).rejects.toMatchObject({ name: 'DeviceError', fault: 'lost' });
    expect(session.isLost).toBe(true);
  });

  test('when idle: the next job says so, and a new session works', async () => {
    const device = await defaultLimitsDevice();
    const doomed = (await openSession({ backend: 'webgpu', device })) as WebGpuSession;
    device.destroy();
    await doomed.lost;
    await expect(doomed.execute(correct, inputs)).rejects.toMatchObject({ fault: 'lost' });
    await expectUsable();
  });
});

describe('cancelling', () => {
  const problem = vlaInputs(seededRandom(4), { B: 1, H: 1, T: 20_000, R: 1, D: 32, Dv: 32 });

  test('stops at a slice’s edge with the signal’s reason and frees all memory', async () => {
    const controller = new AbortController();
    const fractions: number[] = [];
    const job = vla(problem, {
      lambda0: 1,
      session,
      form: 'recurrent',
      signal: controller.signal,
      onProgress: (fraction) => {
        fractions.push(fraction);
        controller.abort();
      },
    });
    await expect(job).rejects.toMatchObject({ name: 'AbortError' });
    expect(fractions.length).toBe(1);
    expect(fractions[0]).toBeLessThan(1);
    await expectUsable();
  });

  test('before the start: no work at all', async () => {
    const job = session.execute(correct, inputs, { signal: AbortSignal.abort() });
    await expect(job).rejects.toMatchObject({ name: 'AbortError' });
    await expectUsable();
  });
});
