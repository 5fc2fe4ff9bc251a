import { nodeGpu, type NodeDriver } from '@vla/kernels/node';
import { beforeAll, describe, expect, test } from 'vitest';
import { liveExamples } from './testing/examples.ts';
import { runHere } from './testing/runHere.ts';

/** Cells that open a session, asked to open it on the device; not those that print which adapter they found. */
const examples = liveExamples('docs')
  .filter(({ code }) => code.includes('openSession(') && !code.includes('adapter.label'))
  .map(({ name, code, expected }) => ({
    name,
    code: code
      .replaceAll("backend: 'cpu'", "backend: 'webgpu'")
      .replaceAll('openSession()', "openSession({ backend: 'webgpu' })"),
    expected: expected.map((line) => line.replaceAll('cpu', 'webgpu')),
  }))
  .filter(({ code }) => code.includes("backend: 'webgpu'"));

beforeAll(() => nodeGpu({ driver: process.env['VLA_DRIVER'] as NodeDriver }));

test('there are cells for a device', () => {
  expect(examples.length).toBeGreaterThan(5);
});

describe('a live cell prints the same on WebGPU', () => {
  test.each(examples)('$name', async ({ code, expected }) => {
    const { end, printed } = await runHere(code);
    expect(end).toMatchObject({ type: 'done', place: expect.stringContaining('software GPU') });
    expect(printed.flatMap((text) => text.split('\n'))).toEqual(expected);
  });
});
