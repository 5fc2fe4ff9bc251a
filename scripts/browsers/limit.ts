import type { Browser, BrowserName } from './browser.ts';

/** Long for one command, on a machine with other things to do. */
const SECONDS = 120;

/** Fails in words when an action has not ended in time: a browser that hangs says nothing by itself. */
export async function within<Result>(seconds: number, action: Promise<Result>, words: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${words}: no answer in ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([action, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The same browser, each of whose commands ends in time or fails in words. */
export function limited(browser: Browser, seconds = SECONDS): Browser {
  const { name } = browser;
  const limit = <Result>(action: Promise<Result>, words: string, limit = seconds): Promise<Result> =>
    within(limit, action, `${title(name)}, ${words}`);
  return {
    name,
    goto: (address) => limit(browser.goto(address), `opening ${address}`),
    reload: () => limit(browser.reload(), 'loading the page again'),
    evaluate: (expression, allowed) =>
      limit(browser.evaluate(expression), `asked for ${beginning(expression)}`, allowed?.seconds),
    press: (key) => limit(browser.press(key), `pressing ${key}`),
    type: (text) => limit(browser.type(text), `typing “${text}”`),
    click: (selector) => limit(browser.click(selector), `clicking on ${selector}`),
    resize: (width, height) => limit(browser.resize(width, height), `${width} by ${height} pixels`),
    noted: () => browser.noted(),
    close: () => browser.close(),
  };
}

const title = (name: BrowserName): string => ({ chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit' })[name];

const beginning = (expression: string): string => {
  const line = expression.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
};
