import { afterEach, expect, test, vi } from 'vitest';
import { announcement } from './announcement.ts';

afterEach(() => vi.unstubAllGlobals());

test('an engine’s words end before ours begin', () => {
  vi.stubGlobal('navigator', { onLine: true });
  const state = { phase: 'broken', outputs: [], end: null, trouble: 'TypeError: Load failed' } as const;
  expect(announcement(state)).toBe(
    'The sandbox could not be started. TypeError: Load failed. Reload the page and try again.',
  );
});
