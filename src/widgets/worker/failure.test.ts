import { expect, test } from 'vitest';
import { runBench } from '../Benchmark/runBench.ts';
import { failureOf, NeedsWebGpuError } from './failure.ts';
import { sessionFor } from './session.ts';

test('under "This needs WebGPU" stands why there is none, and not that something runs', async () => {
  const { note, reason } = await sessionFor('auto');
  expect(note).toBe('It runs on the CPU: this environment has no WebGPU.');
  expect(failureOf(new NeedsWebGpuError(reason))).toEqual({
    what: 'This needs WebGPU.',
    why: 'This environment has no WebGPU.',
    next: 'Open the page in a browser that has WebGPU, or read what was recorded.',
  });
});

test('where the CPU was chosen, that is why', async () => {
  const { note, reason } = await sessionFor('cpu');
  expect(note).toBeNull();
  expect(failureOf(new NeedsWebGpuError(reason)).why).toBe('The CPU was chosen under Settings.');
});

test('what the benchmark does not measure is not said to run', async () => {
  const opened = await sessionFor('auto');
  const { parts } = await runBench({
    ...opened,
    chosen: ['decode'],
    thoroughness: 'quick',
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  expect(parts).toEqual([
    {
      part: 'decode',
      kind: 'none',
      reason: 'It compares kernels of a graphics device; this environment has no WebGPU.',
    },
  ]);
});
