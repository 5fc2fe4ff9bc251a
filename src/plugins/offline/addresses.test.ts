import { expect, test } from 'vitest';
import { keptPage } from './addresses.ts';

const site = 'https://example.org/vla/';
const pages = new Set(['', 'intro/', 'api/', 'api/v1.2/', 'index-of/', '404.html'].map((path) => site + path));
const found = (path: string) => keptPage(site + path, (address) => pages.has(address))?.slice(site.length);

test.each([
  ['', ''],
  ['index.html', ''],
  ['index', ''],
  ['?v=2', ''],
  ['intro', 'intro/'],
  ['intro/', 'intro/'],
  ['intro.html', 'intro/'],
  ['intro/index.html', 'intro/'],
  ['intro/?v=1.0', 'intro/'],
  ['intro?utm_source=a.b&_=1.js', 'intro/'],
  ['intro/?a=/x/y.html', 'intro/'],
  ['api/index?v=2#part', 'api/'],
  ['api/v1.2', 'api/v1.2/'],
  ['api/v1.2/index.html', 'api/v1.2/'],
  ['index-of', 'index-of/'],
  ['404.html?from=x', '404.html'],
])('"%s" is the page "%s"', (asked, page) => {
  expect(found(asked)).toBe(page);
});

test.each(['introduction', 'intro/more', 'myindex', 'intro.css', 'img/logo.svg'])('"%s" is no page', (asked) => {
  expect(found(asked)).toBeUndefined();
});
