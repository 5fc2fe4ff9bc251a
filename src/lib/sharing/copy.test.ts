import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { copyText } from './copy.ts';

afterEach(() => vi.unstubAllGlobals());

test('without a clipboard, and where the browser refuses, copying rejects', async () => {
  vi.stubGlobal('navigator', {});
  await expect(copyText('a')).rejects.toThrow('this page has no clipboard');
  vi.stubGlobal('navigator', { clipboard: { writeText: () => Promise.reject(new Error('not allowed')) } });
  await expect(copyText('a')).rejects.toThrow('not allowed');
});

test('nothing else of the site reaches for the clipboard', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!\.test)\.tsx?$/.test(name),
  );
  const users = files.filter((name) => readFileSync(join('src', name), 'utf8').includes('navigator.clipboard'));
  expect(users).toEqual([join('lib', 'sharing', 'copy.ts')]);
});
