import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Builder, By, Capabilities, Key, type WebDriver } from 'selenium-webdriver';
import { findWebKit, LOCALE, webKitHint } from '../setup/webkit.ts';
import { asJson, fromJson, type Browser, type OpenOptions } from './browser.ts';
import { endWithin, firstLine, freePort, startBeside, type Companion } from './processes.ts';
import { within } from './limit.ts';

/** WebKitGTK's small browser on a display of its own, driven by WebDriver: the engine of Safari. */
export async function openWebKit({ webgpu = false, downloads }: OpenOptions): Promise<Browser> {
  if (webgpu) throw new Error('WebKit has no WebGPU on Linux');
  const programs = findWebKit();
  if (!programs) throw new Error(webKitHint);
  const companions: Companion[] = [];
  const home = mkdtempSync(join(tmpdir(), 'webkit-'));
  const end = (): void => {
    companions.splice(0).forEach((companion) => companion.end());
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const display = startBeside(programs.display, [
      '-displayfd',
      '1',
      '-screen',
      '0',
      '1440x1000x24',
      '-nolisten',
      'tcp',
    ]);
    companions.push(display);
    const env = { ...settings(home, downloads), DISPLAY: `:${await firstLine(display, 'Xvfb')}` };
    const port = await freePort();
    companions.push(startBeside(programs.driver, [`--port=${port}`], env));
    const driver = await session(port, programs.browser);
    return {
      name: 'webkit',
      ...commands(driver),
      noted: () => [],
      close: () => endWithin(10, driver.quit()).then(end),
    };
  } catch (error) {
    end();
    throw error;
  }
}

/** A home without traces of earlier runs. In the plain locale of a server `navigator.language` is no language. */
function settings(home: string, downloads = join(home, 'downloads')): NodeJS.ProcessEnv {
  mkdirSync(join(home, 'config'), { recursive: true });
  writeFileSync(join(home, 'config/user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
  return {
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_DATA_HOME: join(home, 'data'),
    LANG: LOCALE,
    LC_ALL: LOCALE,
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
  };
}

async function session(port: number, binary: string): Promise<WebDriver> {
  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': {
      binary,
      args: ['--automation'],
    },
  });
  const address = `http://127.0.0.1:${port}`;
  await within(30, answered(`${address}/status`), 'WebKitWebDriver');
  const driver = new Builder().usingServer(address).withCapabilities(capabilities).build();
  await within(60, driver.getSession(), 'WebKit, starting');
  await driver.manage().setTimeouts({ script: 3_600_000, pageLoad: 600_000 });
  return driver;
}

async function answered(address: string): Promise<void> {
  while (!(await fetch(address).catch(() => null))?.ok) await new Promise((rest) => setTimeout(rest, 100));
}

function commands(driver: WebDriver): Omit<Browser, 'name' | 'noted' | 'close'> {
  const loaded = (): Promise<void> =>
    driver.executeAsyncScript(
      `const done = arguments[arguments.length - 1];
      document.readyState === 'complete' ? done() : addEventListener('load', () => done());`,
    );
  return {
    // It answers when the text of the page has come, and what the text asks for may not have.
    goto: (address) => driver.get(address).then(loaded),
    reload: () => driver.navigate().refresh().then(loaded),
    async evaluate(expression) {
      const { text, error } = await driver.executeAsyncScript<{ text?: string; error?: string }>(
        `const done = arguments[arguments.length - 1];
        ${asJson(expression)}.then((text) => done({ text }), (error) => done({ error: String(error) }));`,
      );
      if (text === undefined) throw new Error(error);
      return fromJson(text);
    },
    press: (key) =>
      driver
        .actions()
        .sendKeys(KEYS[key] ?? key)
        .perform(),
    type: (text) => driver.actions().sendKeys(text).perform(),
    click: (selector) => driver.findElement(By.css(selector)).click(),
    resize: async (width, height) => void (await driver.manage().window().setRect({ width, height })),
  };
}

const KEYS: Readonly<Record<string, string>> = {
  Tab: Key.TAB,
  Enter: Key.ENTER,
  Escape: Key.ESCAPE,
  ArrowDown: Key.ARROW_DOWN,
  ArrowUp: Key.ARROW_UP,
  Home: Key.HOME,
  End: Key.END,
};
