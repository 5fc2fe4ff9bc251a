import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** Files that most likely turn red come first: the list says in which order. */
const order = (process.env['MUTATE_ORDER'] ?? '').split(',');

class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => order.findIndex((path) => moduleId.endsWith(path));
    return [...files].sort((a, b) => place(a) - place(b));
  }
}

/** Tests of the kernels as `npm run mutate` runs them: on a software GPU where one is named, else on the processor. */
const driver = process.env['VLA_DRIVER'];

/** Snapshots of texts notice every change, whether it matters or not; what measures time is red now and then without one. */
const withoutMeaning = [
  'kernels/test/wgsl.test.ts',
  'kernels/test/bench*.test.ts',
  'kernels/test/webgpu/bench.test.ts',
  'kernels/test/webgpu/fasterThanOps.test.ts',
];

export default defineConfig({
  root: fileURLToPath(new URL('../../', import.meta.url)),
  test: {
    include: driver ? ['kernels/test/webgpu/**/*.test.ts'] : ['kernels/test/**/*.test.ts'],
    exclude: [...withoutMeaning, ...(driver ? [] : ['kernels/test/webgpu/**'])],
    setupFiles: process.env['MUTATE_REACH'] ? [fileURLToPath(new URL('reached.setup.ts', import.meta.url))] : [],
    pool: 'forks',
    testTimeout: 180_000,
    hookTimeout: 60_000,
    sequence: { sequencer: InOrder },
    maxWorkers: Number(process.env['MUTATE_WORKERS'] ?? 2),
  },
});
