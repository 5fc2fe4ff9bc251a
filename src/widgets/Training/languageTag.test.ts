import { expect, test } from 'vitest';
import { withLanguageTag } from './languageTag.ts';

test.each([
  ['C', 'en'],
  ['', 'en'],
  ['de-AT', 'de-AT'],
])('a browser whose language is %j has %j', (language, expected) => {
  // As in browsers, the language comes from a getter of the prototype.
  const navigator = Object.create({
    get language() {
      return language;
    },
  }) as { readonly language: string };
  withLanguageTag(navigator);
  expect(navigator.language).toBe(expected);
  expect(() => new Intl.NumberFormat(navigator.language)).not.toThrow();
});
