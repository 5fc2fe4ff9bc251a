import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { canInstall, debianRelease, installPackages } from './packages.ts';
import { follow } from './shell.ts';

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Path of a Chromium that tests can drive, or null. CHROMIUM_PATH comes first. */
export function findBrowser(): string | null {
  const named = process.env['CHROMIUM_PATH'];
  const places = [...(named ? [named] : []), ...usualPlaces, chromium.executablePath()];
  return places.find((path) => existsSync(path)) ?? null;
}

export const chromiumHint =
  'No Chromium found. Install one and run again:\n' +
  '  Debian:      apt-get install chromium\n' +
  '  elsewhere:   npx playwright install --with-deps chromium\n' +
  'or name one: CHROMIUM_PATH=/path/to/chromium';

/** Finds Chromium or installs it. Throws with instructions where it can't. */
export async function ensureBrowser(): Promise<string> {
  const found = findBrowser();
  if (found) return found;
  console.log('No Chromium found: installing one.');
  if (canInstall && debianRelease) await installPackages(['chromium']);
  else await follow('npx', ['playwright', 'install', ...(canInstall ? ['--with-deps'] : []), 'chromium']);
  const installed = findBrowser();
  if (installed) return installed;
  throw new Error(chromiumHint);
}
