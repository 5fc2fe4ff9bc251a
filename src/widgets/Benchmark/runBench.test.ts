import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import { openSession } from '@vla/kernels';
import { expect, test } from 'vitest';
import { runBench } from './runBench.ts';

test('without a graphics device, its suites say why they have no result, and training is measured in WebAssembly', async () => {
  await setBackend('cpu');
  const { parts } = await runBench({
    session: await openSession({ backend: 'cpu' }),
    reason: 'this browser has no WebGPU',
    chosen: ['training', 'decode'],
    thoroughness: 'quick',
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  expect(parts).toMatchObject([
    { part: 'decode', kind: 'none', reason: expect.stringMatching(/a graphics device; this browser has no WebGPU\.$/) },
    { part: 'training', kind: 'suite', result: { lane: 'C', rows: [{ goal: 'C4' }, { goal: 'C7' }], notes: [] } },
  ]);
  // What runs next on this page finds its backend.
  expect(getBackend()).toBe('cpu');
});
