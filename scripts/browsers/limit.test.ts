import { expect, test } from 'vitest';
import type { Browser } from './browser.ts';
import { limited } from './limit.ts';

const never = (): Promise<never> => new Promise(() => undefined);

/** A browser that hangs, but for what is named here. */
const hanging = (alive: Partial<Browser> = {}): Browser => ({
  name: 'firefox',
  goto: never,
  reload: never,
  evaluate: never,
  press: never,
  type: never,
  click: never,
  resize: never,
  noted: () => [],
  close: () => Promise.resolve(),
  ...alive,
});

test('every command of a browser that hangs fails, with what was asked of it', async () => {
  const browser = limited(hanging(), 0.02);
  await expect(browser.goto('/intro')).rejects.toThrow('Firefox, opening /intro: no answer in 0.02 s');
  await expect(browser.evaluate('1 +\n 1')).rejects.toThrow('Firefox, asked for 1 + 1: no answer in 0.02 s');
  for (const command of [
    browser.reload(),
    browser.press('Tab'),
    browser.type('a'),
    browser.click('button'),
    browser.resize(390, 800),
  ])
    await expect(command).rejects.toThrow('no answer in 0.02 s');
  await browser.close();
});

test('an answer in time is the answer, an error is that error, and one question may be given longer', async () => {
  const later = (): Promise<number> => new Promise((resolve) => setTimeout(() => resolve(7), 60));
  const browser = limited(hanging({ evaluate: later, reload: () => Promise.reject(new Error('gone')) }), 0.02);
  await expect(browser.evaluate('7')).rejects.toThrow('no answer');
  expect(await browser.evaluate('7', { seconds: 30 })).toBe(7);
  await expect(browser.reload()).rejects.toThrow('gone');
});
