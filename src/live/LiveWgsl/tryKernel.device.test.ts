import type { WebGpuSession } from '@vla/kernels';
import { openNodeSession, type NodeDriver } from '@vla/kernels/node';
import { beforeAll, describe, expect, test } from 'vitest';
import { kernelText } from './kernels.ts';
import { tryKernel } from './tryKernel.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await openNodeSession({ driver: process.env['VLA_DRIVER'] as NodeDriver });
});

const tried = (kernel: string, change: (text: string) => string = (text) => text) =>
  tryKernel(session, { kernel, text: change(kernelText(kernel)), seed: 1 });

describe.each(['linear attention', 'DeltaNet'])('the kernel of %s', (kernel) => {
  test('equals itself in every bit', async () => {
    const answer = await tried(kernel);
    expect(answer.type).toBe('compared');
    if (answer.type !== 'compared') return;
    expect(answer.deviations.map(({ largest }) => largest)).toEqual(answer.deviations.map(() => 0));
    for (const { scale } of answer.deviations) expect(scale).toBeGreaterThan(0);
  });

  test('names the line that does not compile', async () => {
    const answer = await tried(kernel, (text) => text.replace(/let token = .*/, 'let token = head * ;'));
    const line =
      kernelText(kernel)
        .split('\n')
        .findIndex((text) => text.includes('let token = ')) + 1;
    expect(answer).toMatchObject({ type: 'refused', messages: [{ kind: 'error', line }] });
  });

  test('writes nothing past its end, or there is no result', async () => {
    const past = 'output[arrayLength(&output) - 1u] = output[0];';
    const answer = await tried(kernel, (text) => text.replace(/let T = /, `${past}\n  let T = `));
    expect(answer).toMatchObject({ type: 'failed', failure: { why: expect.stringContaining('output') } });
  });
});

test('a change of the recurrence shows as a difference', async () => {
  const answer = await tried('DeltaNet', (text) => text.replace('- recalled0)', ')'));
  expect(answer.type).toBe('compared');
  if (answer.type !== 'compared') return;
  for (const { largest, scale } of answer.deviations) expect(largest).toBeGreaterThan(0.1 * scale);
});
