import { inPage, type Browser } from '../../../scripts/browsers/browser.ts';
import type { Served } from './served.ts';

type Truthy<Value> = Exclude<Value, false | null | undefined | 0 | ''>;

/** Someone who reads the site in one of the engines. */
export class Reader {
  private path: string | null = null;
  constructor(
    readonly browser: Browser,
    readonly site: Served,
  ) {}

  /** Opens a page, also when it is open already, and waits until its scripts have taken it over. */
  async open(path: string): Promise<void> {
    this.path = null;
    await this.goto(this.site.address + path);
    this.path = path;
  }

  /** Opens a page, unless it is the one that stands open. */
  async stayAt(path: string): Promise<void> {
    if (this.path !== path) await this.open(path);
  }

  /** Opens any address of the site. */
  async goto(address: string): Promise<void> {
    this.path = null;
    await this.browser.goto(address);
    await this.takenOver();
  }

  async reload(): Promise<void> {
    await this.browser.reload();
    await this.takenOver();
  }

  /** Docusaurus notes in the document when React has taken it over: before that, what needs scripts hears no click. */
  private async takenOver(): Promise<void> {
    await this.until(
      'the page’s scripts take it over',
      () => document.documentElement.dataset['hasHydrated'] === 'true',
    );
  }

  /** Value of a function in the page, which may refer to nothing outside itself. */
  run<Arguments extends readonly unknown[], Result>(
    action: (...args: Arguments) => Result | Promise<Result>,
    ...args: Arguments
  ): Promise<Result> {
    return inPage(this.browser, action, ...args);
  }

  /** Asks the page again and again until it gives an answer that is neither empty nor false. */
  async until<Arguments extends readonly unknown[], Result>(
    words: string,
    action: (...args: Arguments) => Result | Promise<Result>,
    ...args: Arguments
  ): Promise<Truthy<Result>> {
    return this.untilWithin(120, words, action, ...args);
  }

  async untilWithin<Arguments extends readonly unknown[], Result>(
    seconds: number,
    words: string,
    action: (...args: Arguments) => Result | Promise<Result>,
    ...args: Arguments
  ): Promise<Truthy<Result>> {
    const end = Date.now() + seconds * 1000;
    do {
      const answer = await this.run(action, ...args);
      if (answer) return answer as Truthy<Result>;
      await new Promise((rest) => setTimeout(rest, 100));
    } while (Date.now() < end);
    // Of the part that was asked about, where it is one.
    const [part] = args;
    const shown = await this.run(
      (selector) => document.querySelector<HTMLElement>(selector)?.innerText.slice(0, 1500),
      typeof part === 'string' && /^[[#.]/.test(part) ? part : 'main',
    );
    throw new Error(`waited ${seconds} s until ${words}: ${shown}`);
  }

  /** Presses the button with this text in the part of the page that the selector finds. */
  async press(part: string, button: string | readonly string[]): Promise<void> {
    const names = [button].flat();
    await this.until(
      `“${names.join('” or “')}” can be pressed in ${part}`,
      (selector, texts) => {
        const buttons = [...(document.querySelector(selector)?.querySelectorAll('button') ?? [])];
        // Of what is folded away there is no inner text; what stands where a widget will be is disabled as a whole.
        const wanted = buttons.find((one) => one.matches(':enabled') && texts.includes(one.textContent.trim()));
        wanted?.scrollIntoView({ block: 'center' });
        wanted?.click();
        return wanted !== undefined;
      },
      part,
      names,
    );
  }

  /** Unfolds the details with this title in a part of the page until they hold what the selector finds. */
  async unfold(part: string, title: string, content: string): Promise<void> {
    await this.until(
      `“${title}” unfolds in ${part}`,
      (selector, text, wanted) => {
        const all = [...document.querySelectorAll<HTMLDetailsElement>(`${selector} details`)];
        const details = all.find((one) => one.querySelector('summary')?.textContent.trim() === text);
        if (details && !details.open) details.querySelector('summary')!.click();
        return Boolean(details?.open && details.querySelector(wanted));
      },
      part,
      title,
      content,
    );
  }

  /** Text of the first element that the selector finds; empty where there is none. */
  text(selector: string): Promise<string> {
    return this.run((wanted) => document.querySelector<HTMLElement>(wanted)?.innerText ?? '', selector);
  }

  /** What pages have complained about since this was last asked, and what the browser wrote down. */
  async complaints(): Promise<string[]> {
    await this.run(() =>
      Promise.all((window as unknown as { complaining?: Promise<unknown>[] }).complaining ?? []).then(Boolean),
    );
    return [...this.site.complaints(), ...this.browser.noted()];
  }
}
