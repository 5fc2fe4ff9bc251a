import { beforeAll, describe, expect, test } from 'vitest';
import type { WebGpuSession } from '../../src/index.ts';
import type { KernelPlan, PassPlan } from '../../src/runtime/plan.ts';
import type { RunError } from '../../src/runtime/readBack.ts';
import { slotBytes } from '../../src/runtime/slots.ts';
import { stacked, tokenAt } from '../support/decoding.ts';
import { defaultLimitsSession } from '../support/device.ts';
import { begin, decoderCases, oneByOne, testManyTokens, tokensOf } from '../support/manyTokens.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await defaultLimitsSession();
});

testManyTokens(async () => session);

const vla = decoderCases.find(({ title }) => title === 'vla, nudged')!;

/** Counts what is submitted while `work` runs. */
async function submissionsOf(work: () => Promise<unknown>): Promise<number> {
  const { queue } = session.device;
  const { submit } = queue;
  let count = 0;
  queue.submit = (buffers) => {
    count += [...buffers].length;
    submit.call(queue, buffers);
  };
  try {
    await work();
  } finally {
    queue.submit = submit;
  }
  return count;
}

describe('on a device', () => {
  test.each(decoderCases)(
    '$title: eight tokens are one submission, and one more only where they are many',
    async (one) => {
      const { inputs, open } = await begin(one, session, 100);
      const decoder = await open();
      const eight = tokensOf(inputs, 0, 8);
      expect(await submissionsOf(() => decoder.stepMany(eight))).toBe(1);
      const { ran } = await decoder.stepMany(tokensOf(inputs, 8, 16));
      expect(ran).toMatchObject({ backend: 'webgpu', reason: 'token after token', submissions: 1 });
      expect(ran.dispatches % 8).toBe(0);
      const { ran: long } = await decoder.stepMany(tokensOf(inputs, 16, 100), { readback: 'last' });
      expect(long.submissions).toBe(2);
      decoder.dispose();
    },
  );

  test('more tokens than a submission takes give the numbers of single steps', async () => {
    const { inputs, open } = await begin(vla, session, 150);
    const [single, many] = [await open(), await open()];
    const expected = stacked(await oneByOne(single, inputs, 150));
    const { kept } = await many.stepMany(tokensOf(inputs, 0, 140), { readback: 'none' });
    const { output } = await many.stepMany(tokensOf(inputs, 140, 150));
    expect([...(await kept.read()).data]).toEqual([...tokensOf({ x: expected }, 0, 140)['x']!.data]);
    expect([...output.data]).toEqual([...tokensOf({ x: expected }, 140, 150)['x']!.data]);
    kept.dispose();
    for (const each of [single, many]) each.dispose();
  });

  test('a token is submitted while those before it are under way', async () => {
    const { inputs, open } = await begin(vla, session);
    const decoder = await open();
    await oneByOne(decoder, inputs, 3);
    const events: string[] = [];
    const { queue } = session.device;
    const { submit } = queue;
    queue.submit = (buffers) => {
      submit.call(queue, buffers);
      events.push('submitted');
      void queue.onSubmittedWorkDone().then(() => events.push('done'));
    };
    const calls = [3, 4, 5].map((t) => decoder.step(tokenAt(inputs, t)));
    await Promise.all(calls);
    queue.submit = submit;
    // Two are under way at once; the third waits for a place to be read from.
    expect(events.slice(0, 3)).toEqual(['submitted', 'submitted', 'done']);
    decoder.dispose();
  });

  test('kept outputs are in their buffer, token by token, for others to copy', async () => {
    const { inputs, open } = await begin(vla, session);
    const decoder = await open();
    const { kept } = await decoder.stepMany(tokensOf(inputs, 0, 3), { readback: 'none' });
    const { buffer, tokenBytes } = kept.onDevice!;
    const { B, H, Dv } = vla.sizes;
    const words = B * H * Dv;
    const { MAP_READ, COPY_DST } = GPUBufferUsage;
    const copy = session.device.createBuffer({ size: 3 * words * 4, usage: MAP_READ | COPY_DST });
    const encoder = session.device.createCommandEncoder();
    for (let t = 0; t < 3; t++) encoder.copyBufferToBuffer(buffer, t * tokenBytes, copy, t * words * 4, words * 4);
    session.device.queue.submit([encoder.finish()]);
    await copy.mapAsync(GPUMapMode.READ);
    const read = new Float32Array(copy.getMappedRange().slice(0));
    copy.destroy();
    const output = await kept.read();
    for (let t = 0; t < 3; t++)
      expect([...read.subarray(t * words, (t + 1) * words)]).toEqual([...tokenAt({ output }, t).output.data]);
    kept.dispose();
    decoder.dispose();
  });

  test('frees everything, what was kept too, in whatever order', async () => {
    const before = session.memory();
    const { inputs, open } = await begin(vla, session);
    const [one, other] = [await open(), await open()];
    const outputs = [];
    for (const decoder of [one, other]) {
      outputs.push((await decoder.stepMany(tokensOf(inputs, 0, 5), { readback: 'none' })).kept);
      outputs.push((await decoder.step(tokenAt(inputs, 5), { readback: 'none' })).kept);
    }
    await one.settled();
    outputs[0]!.dispose();
    // Its buffer is used again.
    const size = session.memory();
    outputs.push((await one.stepMany(tokensOf(inputs, 6, 11), { readback: 'none' })).kept);
    expect(session.memory()).toEqual(size);
    one.dispose();
    await Promise.all([outputs[1]!.read(), outputs[2]!.read()]);
    for (const kept of outputs) kept.dispose();
    await other.settled();
    other.dispose();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await session.settled();
    expect(session.memory()).toEqual(before);
  });

  test('a call that is stopped between two submissions says how many tokens were taken', async () => {
    const { inputs, open } = await begin(vla, session, 200);
    const [decoder, whole] = [await open(), await open()];
    const controller = new AbortController();
    const { queue } = session.device;
    const { submit } = queue;
    queue.submit = (buffers) => {
      submit.call(queue, buffers);
      controller.abort(new Error('enough'));
    };
    await expect(decoder.stepMany(tokensOf(inputs, 0, 200), { signal: controller.signal })).rejects.toThrow('enough');
    queue.submit = submit;
    expect(decoder.steps).toBe(64);
    const expected = await whole.stepMany(tokensOf(inputs, 0, 70));
    const { output } = await decoder.stepMany(tokensOf(inputs, 64, 70));
    expect([...output.data]).toEqual([...tokensOf({ x: expected.output }, 64, 70)['x']!.data]);
    for (const each of [decoder, whole]) each.dispose();
  });

  test('a call that is stopped after a fault reports the fault', async () => {
    const { inputs, open } = await begin(vla, session, 100);
    const decoder = await open();
    for (const name of ['q', 'v']) inputs[name]!.data.fill(3e38);
    const controller = new AbortController();
    const { queue } = session.device;
    const { submit } = queue;
    queue.submit = (buffers) => {
      submit.call(queue, buffers);
      controller.abort(new Error('enough'));
    };
    const call = decoder.stepMany(tokensOf(inputs, 0, 100), { signal: controller.signal });
    await expect(call).rejects.toMatchObject({ fault: 'non-finite' });
    queue.submit = submit;
    await expect(decoder.state()).rejects.toThrow('open a new decoder');
    decoder.dispose();
  });

  test('tokens of a lost device are reported, those that nobody reads too', async () => {
    const own = await defaultLimitsSession();
    const { inputs, open } = await begin(vla, own);
    const decoder = await open();
    const { kept } = await decoder.stepMany(tokensOf(inputs, 0, 3), { readback: 'none' });
    own.device.destroy();
    await own.lost;
    await expect(kept.read()).rejects.toThrow();
    await expect(decoder.stepMany(tokensOf(inputs, 3, 5), { readback: 'none' })).rejects.toThrow();
    await expect(decoder.state()).rejects.toThrow();
    decoder.dispose();
  });
});

/** Writes x to y, but for what the first number of x says: 1 leaves y[2] unwritten, 2 writes after the end of y, 4 as far as the end of the next slot. */
const faulty: KernelPlan = {
  name: 'faulty',
  buffers: [
    { name: 'x', role: 'input', words: 4 },
    { name: 'y', role: 'output', words: 4 },
  ],
  passes: [
    {
      label: 'faulty',
      code: `@group(0) @binding(0) var<storage, read> x: array<f32>;
        @group(0) @binding(1) var<storage, read_write> y: array<f32>;
        @compute @workgroup_size(4) fn main(@builtin(local_invocation_index) i: u32) {
          if (x[0] != 1.0 || i != 2u) { y[i] = select(x[i], bitcast<f32>(0x7f800000u + i), x[0] == 3.0 && i == 3u); }
          if (x[0] == 2.0) { y[4u + i] = 1.0; }
          if (x[0] == 4.0) { y[132u + i] = 1.0; }
        }`,
      bindings: ['x', 'y'],
      workgroups: [1, 1, 1],
      flops: 4,
    },
  ],
  workgroupBytes: 0,
  workgroupSize: 4,
};

/** The same in one dispatch for all runs: a slot of x and y has 128 words. */
const faultyTogether: KernelPlan = {
  ...faulty,
  together(runs) {
    const [pass] = faulty.passes;
    const code = pass!.code
      .replace(
        '@builtin(local_invocation_index) i: u32',
        '@builtin(local_invocation_index) i: u32, @builtin(workgroup_id) group: vec3<u32>',
      )
      .replace('if (x', 'let at = 128u * group.x; if (x')
      .replaceAll('x[', 'x[at + ')
      .replaceAll('y[', 'y[at + ');
    return (known[runs] ??= [{ ...pass!, code, workgroups: [runs, 1, 1] }]);
  },
};
const known: Record<number, readonly PassPlan[]> = {};

describe('guards of many runs in a submission', () => {
  test.each([
    ['incomplete', 1, /"y"/],
    ['out-of-bounds', 2, /past the end of "y"/],
    ['non-finite', 3, /"y"/],
  ] as const)('%s, whatever is read, one by one and in one dispatch', async (fault, kind, message) => {
    for (const plan of [faulty, faultyTogether]) {
      const job = session.repeat(plan, {}, 4);
      const runs = [5, 6, kind, 7].map((first) => ({ plan, inputs: { x: Float32Array.of(first, 8, 9, 10) } }));
      for (const readback of ['all', 'last', 'none'] as const) {
        const { done, dispatches } = await job.submit(runs, { readback });
        expect(dispatches).toBe((plan.together ? 1 : 4) + (readback === 'all' ? 0 : 1));
        await expect(done).rejects.toMatchObject({ fault, run: 2, message: expect.stringMatching(message) as string });
        const good = await job.submit(runs.slice(0, 2), { readback });
        const outputs = await good.done;
        const read = { all: [5, 6], last: [null, 6], none: [null, null] }[readback];
        expect(outputs.map((output) => output?.['y']![0] ?? null)).toEqual(read);
      }
      job.dispose();
    }
  });

  test.each([
    ['one by one', faulty],
    ['in one dispatch', faultyTogether],
  ])('%s, kept outputs are in the slots that they were meant for', async (_, plan) => {
    const job = session.repeat(plan, {}, 4);
    const outputs = job.keepOutputs(8);
    for (const from of [4, 0]) {
      const runs = [5, 6, 7, 8].map((first) => ({ plan, inputs: { x: Float32Array.of(first + from, 0, 0, 9) } }));
      await (
        await job.submit(runs, { readback: 'none', into: { outputs, from } })
      ).done;
    }
    const read = await outputs.read();
    expect(read.map((output) => output!['y']![0])).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
    outputs.dispose();
    job.dispose();
  });

  test('what the device says about a submission is heard before what comes of it', async () => {
    const [pass] = faulty.passes;
    // A buffer that a dispatch writes may not be bound twice.
    const refused: KernelPlan = { ...faulty, passes: [{ ...pass!, bindings: ['y', 'y'] }] };
    const job = session.repeat(refused, {});
    const { done } = await job.submit([{ plan: refused, inputs: { x: Float32Array.of(5, 8, 9, 10) } }]);
    await expect(done).rejects.toMatchObject({
      fault: 'validation',
      message: expect.stringMatching(/rejected/) as string,
    });
    job.dispose();
  });

  test('a run can not write into the slot of the next', async () => {
    expect(slotBytes({ words: 4 })).toBe(512);
    const job = session.repeat(faulty, {}, 4);
    const runs = [4, 5].map((first) => ({ plan: faulty, inputs: { x: Float32Array.of(first, 8, 9, 10) } }));
    const { done } = await job.submit(runs);
    const second = done.then((outputs) => [...outputs[1]!['y']!]);
    // Drivers drop such a write, or put it at the end of the run's own slot, where it is found.
    const found = second.catch((error: RunError) => (error.run === 0 ? [5, 8, 9, 10] : error.message));
    expect(await found).toEqual([5, 8, 9, 10]);
    job.dispose();
  });

  test('more room than a buffer may have is refused', () => {
    const job = session.repeat(faulty, {}, 4);
    expect(() => job.keepOutputs(1e7)).toThrow(/"y" of 10000000 runs needs 5120000000 bytes/);
    job.dispose();
  });
});
