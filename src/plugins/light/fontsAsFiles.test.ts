import { expect, test } from 'vitest';
import { fontsAsFiles } from './fontsAsFiles.ts';

const images = { test: /\.png$/, use: [{ loader: 'url', options: { limit: 10_000 } }] };
const fonts = { test: /\.(?:woff2?|ttf)$/i, use: [{ loader: 'url', options: { limit: 10_000, name: 'fonts' } }] };

test('fonts are files of any size, and other rules stay', () => {
  expect(fontsAsFiles([images, fonts, '...'])).toEqual([
    images,
    { ...fonts, use: [{ loader: 'url', options: { limit: false, name: 'fonts' } }] },
    '...',
  ]);
});

test('a bundler without such a rule stops the build', () => {
  expect(() => fontsAsFiles([images])).toThrow('found 0');
});
