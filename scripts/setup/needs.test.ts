import { expect, test } from 'vitest';
import { find } from './needs.ts';

test('what is missing is named, and the rest is found all the same, each once', async () => {
  const asked: string[] = [];
  const found = (name: string) => () => {
    asked.push(name);
    return Promise.resolve({ [name]: `/bin/${name}` });
  };
  const { env, missing } = await find(['firefox', 'webkit', 'firefox', 'chromium'], {
    chromium: found('chromium'),
    firefox: found('firefox'),
    webkit: () => Promise.reject(new Error('install it so')),
    lavapipe: found('lavapipe'),
    swiftshader: found('swiftshader'),
  });
  expect(env).toEqual({ firefox: '/bin/firefox', chromium: '/bin/chromium' });
  expect([...missing]).toEqual([['webkit', 'install it so']]);
  expect(asked).toEqual(['firefox', 'chromium']);
});
