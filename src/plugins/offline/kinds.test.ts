import { expect, test } from 'vitest';
import { isRightKind } from './kinds.ts';

const answer = (name: string, type: string): boolean =>
  isRightKind(`https://example.org/vla/${name}`, new Response('', { headers: { 'content-type': type } }));

test.each([
  ['assets/js/main.1a.js', 'text/javascript; charset=utf-8'],
  ['assets/js/main.1a.js', 'application/javascript'],
  ['assets/css/styles.2b.css', 'text/css; charset=UTF-8'],
  ['figures/norms.json?v=3c', 'application/json'],
  ['manifest.webmanifest', 'application/manifest+json'],
  ['manifest.webmanifest', 'application/octet-stream'],
  ['assets/fonts/inter.woff2', 'font/woff2'],
  ['assets/fonts/inter.woff2', 'application/font-woff2'],
  ['figures/norms.light.svg?v=3c', 'image/svg+xml'],
  ['img/icon-192.png', 'image/png'],
  ['kernels.wasm', 'application/wasm'],
  ['checkpoints/mqar.safetensors', 'application/octet-stream'],
  ['intro/', 'text/html; charset=utf-8'],
  ['intro', 'text/html'],
  ['404.html', 'Text/HTML'],
])('%s as %s is what it should be', (name, type) => {
  expect(answer(name, type)).toBe(true);
});

test.each([
  'assets/js/main.1a.js',
  'assets/js/worker.mjs',
  'assets/css/styles.2b.css',
  'figures/norms.json?v=3c',
  'manifest.webmanifest',
  'assets/fonts/inter.woff2',
  'figures/norms.light.svg?v=3c',
  'img/icon-192.png',
  'kernels.wasm',
  'checkpoints/mqar.safetensors',
])('%s is no page', (name) => {
  expect(answer(name, 'text/html; charset=utf-8')).toBe(false);
});

test.each([
  ['assets/js/main.1a.js', 'text/plain'],
  ['assets/css/styles.2b.css', 'application/octet-stream'],
  ['img/icon-192.png', 'application/json'],
  ['intro/', 'application/json'],
  ['intro/', ''],
])('%s as %s is something else', (name, type) => {
  expect(answer(name, type)).toBe(false);
});
