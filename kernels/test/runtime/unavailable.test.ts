import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { HostSession } from '../../src/index.ts';
import type * as Package from '../../src/index.ts';

let openSession: typeof Package.openSession;
beforeEach(async () => {
  // What is loaded once is there for all that follow.
  vi.resetModules();
  ({ openSession } = await import('../../src/index.ts'));
});

const pretend = (gpu: unknown): void => {
  Object.defineProperty(globalThis, 'navigator', {
    value: { userAgent: 'test', ...(gpu ? { gpu } : {}) },
    configurable: true,
  });
};
afterEach(() => {
  vi.unstubAllGlobals();
  pretend(undefined);
});

describe.each([
  { what: 'WebGPU is absent', gpu: undefined },
  { what: 'the adapter is null', gpu: { requestAdapter: async () => null } },
  { what: 'the adapter promise rejects', gpu: { requestAdapter: async () => Promise.reject(new Error('blocked')) } },
  { what: 'the adapter promise hangs', gpu: { requestAdapter: () => new Promise(() => undefined) } },
])('where $what', ({ gpu }) => {
  test('"webgpu" is refused', async () => {
    pretend(gpu);
    const opening = openSession({ backend: 'webgpu', timeLimit: 100 });
    await expect(opening).rejects.toMatchObject({ name: 'DeviceError', fault: 'unavailable' });
  });

  test('"auto" computes on the CPU, labels it so and says why', async () => {
    pretend(gpu);
    const session = await openSession({ timeLimit: 100 });
    expect(session.backend).toBe('wasm');
    expect(session.adapter.label).toBe('CPU (float32, WebAssembly)');
    expect(session.note).toMatch(/CPU/);
    // The reason alone is true also where nothing runs.
    const { reason } = session as HostSession;
    expect(session.note).toBe(`It runs on the CPU: ${reason}.`);
    expect(reason).not.toMatch(/CPU/);
  });
});

describe.each([
  ['WebAssembly is absent', undefined, /no WebAssembly/],
  ['it has no vectors', { validate: (): boolean => false }, /no vectors of 128 bits/],
  [
    'a policy forbids it',
    { validate: (): boolean => true, compile: () => Promise.reject(new Error('unsafe-eval')) },
    /refused: unsafe-eval/,
  ],
])('where %s', (_, wasm, reason) => {
  test('"wasm" is refused and says why, and "auto" computes in JavaScript', async () => {
    pretend(undefined);
    vi.stubGlobal('WebAssembly', wasm);
    await expect(openSession({ backend: 'wasm' })).rejects.toMatchObject({
      fault: 'unavailable',
      message: expect.stringMatching(reason) as string,
    });
    const session = await openSession();
    expect(session.backend).toBe('cpu');
    expect(session.adapter.label).toBe('CPU (float32, JavaScript)');
    expect(session.note).toMatch(/^It runs on the CPU: .*\. It computes in JavaScript: /);
    expect(session.note).toMatch(reason);
  });
});
