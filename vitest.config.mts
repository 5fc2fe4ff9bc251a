import { defineConfig } from 'vitest/config';
import { ensureWasm } from './scripts/wasm/build.ts';

await ensureWasm();

/** Tests on a real WebGPU device run once per software driver, each in processes of its own; on demand, on the card here. */
const onDevice = (driver: 'lavapipe' | 'swiftshader' | 'any') => ({
  test: {
    name: driver,
    include: ['kernels/test/webgpu/**/*.test.ts', 'src/**/*.device.test.ts'],
    env: { VLA_DRIVER: driver },
    pool: 'forks' as const,
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});

/** Tests of what a process has once: its `navigator`, its clock, its memory, the backend that TensorFlow.js begins with. */
const ofTheProcess = 'kernels/test/runtime/**/*.test.ts';

/** Tests of large samples, which take minutes of one processor. */
const ofSamples = 'kernels/test/**/*.long.test.ts';

/** Tests on the processor. Files share processes: to load TensorFlow.js anew for each took a third of the time. */
const host = {
  test: {
    name: 'host',
    include: ['kernels/test/**/*.test.ts', 'src/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: [
      ofTheProcess,
      ofSamples,
      'kernels/test/webgpu/**',
      'src/**/*.device.test.ts',
      'scripts/package/**',
      'node_modules/**',
    ],
    pool: 'forks' as const,
    isolate: false,
    testTimeout: 60_000,
  },
};

const hostAlone = { test: { ...host.test, name: 'host-alone', include: [ofTheProcess], exclude: [], isolate: true } };

export default defineConfig({
  test: {
    projects: [
      host,
      hostAlone,
      { test: { name: 'samples', include: [ofSamples], pool: 'forks' } },
      {
        test: {
          name: 'package',
          include: ['scripts/package/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 60_000,
          hookTimeout: 240_000,
        },
      },
      onDevice('lavapipe'),
      onDevice('swiftshader'),
      onDevice('any'),
    ],
    reporters: ['default'],
    maxWorkers: 2,
  },
});
