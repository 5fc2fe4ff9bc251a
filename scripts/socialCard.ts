/** Draws static/img/social.png, the picture that a link to the site shows elsewhere: `tsx scripts/socialCard.ts`. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { ensureBrowser } from './setup/browser.ts';

const root = new URL('../', import.meta.url);
const font = (name: string, file: string) => {
  const data = readFileSync(new URL(`node_modules/@fontsource-variable/${file}`, root)).toString('base64');
  return `@font-face { font-family: ${name}; font-weight: 100 900; src: url(data:font/woff2;base64,${data}) }`;
};

const card = `<!doctype html><style>
  ${font('Inter', 'inter/files/inter-latin-wght-normal.woff2')}
  ${font('CardText', 'source-serif-4/files/source-serif-4-latin-wght-normal.woff2')}
  body { margin: 0; width: 1200px; height: 630px; box-sizing: border-box; padding: 84px 96px; background: #fff;
    color: #1c1d20; display: flex; flex-direction: column; justify-content: space-between }
  svg { width: 132px; height: 132px }
  h1 { font: 650 78px/1.1 Inter; letter-spacing: -0.025em; margin: 0 }
  p { font: 400 36px/1.4 CardText; margin: 0; color: #55585f }
</style>
${readFileSync(new URL('static/img/logo.svg', root), 'utf8')}
<h1>Variational<br>Linear Attention</h1>
<p>Documentation you can check: every figure can be<br>computed again, on your own device.</p>`;

const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1200, height: 630 } });
await page.setContent(card);
await page.evaluate(() => document.fonts.ready);
await page.screenshot({ path: fileURLToPath(new URL('static/img/social.png', root)) });
await browser.close();
