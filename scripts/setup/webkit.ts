import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { canInstall, installPackages } from './packages.ts';
import { capture, follow } from './shell.ts';

/** What WebKitGTK needs to be driven: its driver, its small browser, and a display without a screen. */
export interface WebKitPrograms {
  readonly driver: string;
  readonly browser: string;
  readonly display: string;
}

/** The first of these that can be run. */
const runnable = (paths: readonly string[]): string | null => paths.find(isRunnable) ?? null;

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const onPath = (name: string): string | null =>
  runnable((process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)));

/** Distributions keep the browser beside the library, in a folder that bears the machine's kind or none. */
function miniBrowser(): string | null {
  const inLib = existsSync('/usr/lib') ? readdirSync('/usr/lib').map((name) => `/usr/lib/${name}`) : [];
  const libraries = ['/usr/libexec', '/usr/lib', '/usr/lib64', ...inLib];
  const versions = ['webkit2gtk-4.1', 'webkitgtk-6.0', 'webkit2gtk-4.0'];
  return runnable(versions.flatMap((version) => libraries.map((folder) => join(folder, version, 'MiniBrowser'))));
}

/** The programs, where all are there. WEBKIT_DRIVER_PATH and MINIBROWSER_PATH name them elsewhere. */
export function findWebKit(): WebKitPrograms | null {
  const driver = process.env['WEBKIT_DRIVER_PATH'] ?? onPath('WebKitWebDriver');
  const browser = process.env['MINIBROWSER_PATH'] ?? miniBrowser();
  const display = onPath('Xvfb');
  return driver && browser && display ? { driver, browser, display } : null;
}

/** The language that WebKit is to report; in a server's plain locale it reports one that there is not. */
export const LOCALE = 'en_US.UTF-8';
const hasLocale = (): boolean => /^en_US\.utf-?8$/im.test(capture('locale', ['-a']).output);

export const webKitHint =
  'WebKitGTK is missing, or its driver, Xvfb, or the locale en_US.UTF-8. Install them and run again:\n' +
  '  Debian, Ubuntu: apt-get install webkit2gtk-driver xvfb locales && localedef -i en_US -f UTF-8 en_US.UTF-8\n' +
  '  Fedora:         dnf install webkit2gtk4.1 xorg-x11-server-Xvfb glibc-langpack-en\n' +
  '  elsewhere:      there is no WebKitGTK; name the other steps, npm test says which there are\n' +
  'or name them: WEBKIT_DRIVER_PATH=/path/to/WebKitWebDriver MINIBROWSER_PATH=/path/to/MiniBrowser';

/** Finds WebKitGTK and what drives it, or installs them. Throws with instructions where it can't. */
export async function ensureWebKit(): Promise<WebKitPrograms> {
  if (canInstall && !findWebKit()) {
    console.log('No WebKitGTK found that can be driven: installing it.');
    await installPackages(['webkit2gtk-driver', 'xvfb']);
  }
  if (canInstall && !hasLocale()) {
    await installPackages(['locales']);
    await follow('localedef', ['-i', 'en_US', '-f', 'UTF-8', LOCALE]);
  }
  const found = findWebKit();
  if (found && hasLocale()) return found;
  throw new Error(webKitHint);
}
