/**
 * Rates the built site as it is served: `npm run lighthouse -- [PATH…]`, after BASE_URL=/vla/ npx docusaurus build
 * --out-dir build-test. Desktop settings; fails below the goal in any category. Says what cost points.
 */
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { launch } from 'chrome-launcher';
import compression from 'compression';
import express from 'express';
import lighthouse, { desktopConfig } from 'lighthouse';
import { ensureBrowser } from './setup/browser.ts';
import { leave } from './setup/leave.ts';

/** Of 100 points. */
const goal = 95;
const base = '/vla/';
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
const usual = ['', 'mathematics', 'api/vla-core', 'experiments', 'experiments/state-norms'];

const folder = fileURLToPath(new URL('../build-test', import.meta.url));
if (!existsSync(`${folder}/index.html`)) {
  throw new Error(`no built site in ${folder}; run: BASE_URL=${base} npx docusaurus build --out-dir build-test`);
}

/** Compresses, as hosts do. */
const server = express().use(compression()).use(base, express.static(folder)).listen(0);
const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
const browser = await launch({
  chromePath: await ensureBrowser(),
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-background-networking', '--disable-component-update'],
});

const paths = process.argv.length > 2 ? process.argv.slice(2) : usual;
let passed = 0;
let failed = 0;
console.log(`${'page'.padEnd(28)}${categories.map((name) => name.padStart(16)).join('')}`);
for (const path of paths) {
  const result = await lighthouse(
    `${origin}${base}${path}`,
    { port: browser.port, onlyCategories: [...categories], logLevel: 'error' },
    desktopConfig,
  );
  if (!result) throw new Error(`Lighthouse gave no result for /${path}`);
  const { lhr } = result;
  if (lhr.runtimeError) throw new Error(`/${path}: ${lhr.runtimeError.message}`);
  const points = categories.map((name) => Math.round(100 * (lhr.categories[name]?.score ?? 0)));
  console.log(`${`/${path}`.padEnd(28)}${points.map((value) => String(value).padStart(16)).join('')}`);
  passed += points.filter((value) => value >= goal).length;
  failed += points.filter((value) => !(value >= goal)).length;
  for (const name of categories) {
    for (const { id, weight } of lhr.categories[name]?.auditRefs ?? []) {
      const { score, title, displayValue = '' } = lhr.audits[id]!;
      if (weight > 0 && score !== null && score < 0.9) {
        console.log(`    ${name}: ${title} ${displayValue} (${Math.round(100 * score)} of 100)`);
      }
    }
  }
}
browser.kill();
server.close();
console.log(`${passed} passed, ${failed} failed`);
await leave(failed === 0 ? 0 : 1);
