import { expect, test } from 'vitest';
import { startsWithFormulas, withFonts } from './preloadFonts.ts';

test('a page asks for its fonts before its style sheet', () => {
  const page =
    '<head><meta charset="utf-8"><link rel="stylesheet" href="a.css"><link rel="stylesheet" href="b.css"></head>';
  expect(withFonts(page, ['/font.woff2'])).toBe(
    '<head><meta charset="utf-8"><link rel="preload" as="font" type="font/woff2" href="/font.woff2" crossorigin>' +
      '<link rel="stylesheet" href="a.css"><link rel="stylesheet" href="b.css"></head>',
  );
});

test('a page without a style sheet stays as it is', () => {
  expect(withFonts('<html></html>', ['/font.woff2'])).toBe('<html></html>');
});

test('formulas count where the page starts, not below', () => {
  const formula = '<span class="katex">';
  const part = '<div class="part">';
  expect(startsWithFormulas(`<p>${formula}</p>${part}`)).toBe(true);
  expect(startsWithFormulas(`<p></p>${part}</div>${part}${formula}`)).toBe(true);
  expect(startsWithFormulas(`<p></p>${part}</div>${part}</div>${part}${formula}`)).toBe(false);
  expect(startsWithFormulas('<p class=katex></p>')).toBe(true);
});
