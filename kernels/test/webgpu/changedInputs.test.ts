import { beforeAll, describe, expect, test } from 'vitest';
import type { WebGpuSession } from '../../src/index.ts';
import { testChangedInputs } from '../support/changedInputs.ts';
import { sharedDeviceSession } from '../support/device.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await sharedDeviceSession();
});

describe('on a device', () => {
  testChangedInputs(async () => session);

  test('a plan of one’s own, while another job is under way', async () => {
    const plan = {
      name: 'copy',
      buffers: [
        { name: 'x', role: 'input', words: 4 },
        { name: 'y', role: 'output', words: 4 },
      ],
      passes: [
        {
          label: 'copy',
          code: `@group(0) @binding(0) var<storage, read> x: array<f32>;
            @group(0) @binding(1) var<storage, read_write> y: array<f32>;
            @compute @workgroup_size(4) fn main(@builtin(local_invocation_index) i: u32) { y[i] = x[i]; }`,
          bindings: ['x', 'y'],
          workgroups: [1, 1, 1],
          flops: 4,
        },
      ],
      workgroupBytes: 0,
      workgroupSize: 4,
    } as const;
    const x = Float32Array.of(1, 2, 3, 4);
    const repeated = session.repeat(plan, {});
    const jobs = [session.execute(plan, { x }), session.execute(plan, { x })];
    const submission = repeated.submit([{ plan, inputs: { x } }]);
    x.fill(9);
    const results = [...(await Promise.all(jobs)).map(({ outputs }) => outputs), ...(await (await submission).done)];
    for (const outputs of results) expect(outputs!['y']).toEqual(Float32Array.of(1, 2, 3, 4));
    repeated.dispose();
  });
});
