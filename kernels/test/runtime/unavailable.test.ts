import { afterEach, describe, expect, test } from 'vitest';
import { openSession, type HostSession } from '../../src/index.ts';

const pretend = (gpu: unknown): void => {
  Object.defineProperty(globalThis, 'navigator', {
    value: { userAgent: 'test', ...(gpu ? { gpu } : {}) },
    configurable: true,
  });
};
afterEach(() => {
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
    expect(session.backend).toBe('cpu');
    expect(session.adapter.label).toMatch(/CPU/);
    expect(session.note).toMatch(/CPU/);
    // The reason alone is true also where nothing runs.
    const { reason } = session as HostSession;
    expect(session.note).toBe(`It runs on the CPU: ${reason}.`);
    expect(reason).not.toMatch(/CPU/);
  });
});
