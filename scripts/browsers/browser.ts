/** The engines that can be driven, by the name that their makers give them. */
export const BROWSERS = ['chromium', 'firefox', 'webkit'] as const;
export type BrowserName = (typeof BROWSERS)[number];

export interface OpenOptions {
  /** With WebGPU on a software driver; WebKit on Linux has none. */
  readonly webgpu?: boolean;
  /** Folder that downloads are saved in. */
  readonly downloads?: string;
}

/** Keys that have a name; others are the character that they type. */
export type Key = 'Tab' | 'Enter' | 'Escape' | 'ArrowDown' | 'ArrowUp' | 'Home' | 'End' | (string & {});

/** A browser with one page, and what every driver can do with it. */
export interface Browser {
  readonly name: BrowserName;
  /** Opens an address and waits until everything in it has loaded. */
  goto(address: string): Promise<void>;
  reload(): Promise<void>;
  /** Value of an expression in the page, or of its promise, as JSON. */
  evaluate(expression: string, limit?: { readonly seconds: number }): Promise<unknown>;
  /** Presses one key on whatever has the focus. */
  press(key: Key): Promise<void>;
  type(text: string): Promise<void>;
  /** Clicks with the mouse on the first element that the selector finds. */
  click(selector: string): Promise<void>;
  resize(width: number, height: number): Promise<void>;
  /** What the browser itself has written down as warnings and errors since this was last asked; nothing where it has no such list. */
  noted(): readonly string[];
  /** Ends the browser, also one that no longer answers. */
  close(): Promise<void>;
}

/** A function's value in the page, with arguments that JSON can carry. The function may refer to nothing outside itself. */
export function inPage<Arguments extends readonly unknown[], Result>(
  browser: Pick<Browser, 'evaluate'>,
  action: (...args: Arguments) => Result | Promise<Result>,
  ...args: Arguments
): Promise<Result> {
  return browser.evaluate(`(${String(action)})(...${JSON.stringify(args)})`) as Promise<Result>;
}

/** Makes an expression answer in text: each driver carries that alike. */
export const asJson = (expression: string): string =>
  `(async () => JSON.stringify({ value: await (${expression}) }))()`;

export const fromJson = (text: unknown): unknown => (JSON.parse(String(text)) as { readonly value: unknown }).value;
