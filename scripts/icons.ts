/** Draws the icons of the installed site in static/img from its logo: `tsx scripts/icons.ts`. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { ensureBrowser } from './setup/browser.ts';

const images = new URL('../static/img/', import.meta.url);
const logo = readFileSync(new URL('logo.svg', images), 'utf8');

/** Systems may cut a maskable icon to its inner four fifths. */
const icons = [
  { name: 'icon-192.png', size: 192, share: 0.86 },
  { name: 'icon-512.png', size: 512, share: 0.86 },
  { name: 'icon-maskable-512.png', size: 512, share: 0.62 },
];

const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ['--no-sandbox'] });
const page = await browser.newPage();
for (const { name, size, share } of icons) {
  await page.setViewportSize({ width: size, height: size });
  const edge = `${share * size}px`;
  await page.setContent(`<!doctype html><style>
    body { margin: 0; height: 100vh; background: #fff; display: grid; place-items: center }
    svg { width: ${edge}; height: ${edge} }
  </style>${logo}`);
  await page.screenshot({ path: fileURLToPath(new URL(name, images)) });
}
await browser.close();
