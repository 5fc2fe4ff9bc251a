import { existsSync, readFileSync } from 'node:fs';
import { canInstall, debianRelease, installPackages } from './packages.ts';

const usualPlaces = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/usr/local/bin/firefox',
  '/opt/firefox/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
];

/** A snap, which Ubuntu puts in the place of its packages, may not read the profile that a driver makes for it. */
function isSnap(path: string): boolean {
  const beginning = readFileSync(path).subarray(0, 2000).toString('latin1');
  return beginning.startsWith('#!') && beginning.includes('/snap/');
}

/** Path of a Firefox that tests can drive, or null. Where FIREFOX_PATH names one, it is that one or none. */
export function findFirefox(): string | null {
  const named = process.env['FIREFOX_PATH'];
  return (named ? [named] : usualPlaces).find((path) => existsSync(path) && !isSnap(path)) ?? null;
}

export const firefoxHint =
  'No Firefox found. Install one and run again:\n' +
  '  Debian:      apt-get install firefox-esr\n' +
  '  Ubuntu, whose own is a snap that cannot be driven: Mozilla’s package, as root\n' +
  '    install -d /etc/apt/keyrings && curl -fo /etc/apt/keyrings/mozilla.asc https://packages.mozilla.org/apt/repo-signing-key.gpg\n' +
  '    echo "deb [signed-by=/etc/apt/keyrings/mozilla.asc] https://packages.mozilla.org/apt mozilla main" > /etc/apt/sources.list.d/mozilla.list\n' +
  '    apt-get update && apt-get install firefox-esr\n' +
  '  elsewhere:   https://www.mozilla.org/firefox/all/\n' +
  'or name one: FIREFOX_PATH=/path/to/firefox';

/** Finds Firefox or installs it. Throws with instructions where it can't. */
export async function ensureFirefox(): Promise<string> {
  const found = findFirefox();
  if (found) return found;
  if (canInstall && debianRelease) {
    console.log('No Firefox found: installing one.');
    await installPackages(['firefox-esr']);
  }
  const installed = findFirefox();
  if (installed) return installed;
  throw new Error(firefoxHint);
}
