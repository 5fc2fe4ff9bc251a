import { test as base, expect, type Locator, type Page } from '@playwright/test';

/**
 * A page that complains: an unhandled error, or a request to another host, fails the test that saw it. One that is opened
 * or reloaded is also waited for until its scripts have taken it over: before that, what needs them hears no click.
 */
export const test = base.extend<{ watched: undefined }>({
  page: async ({ page, javaScriptEnabled }, use) => {
    if (javaScriptEnabled) awaitTakeover(page);
    await use(page);
  },
  watched: [
    async ({ context, baseURL }, use) => {
      const complaints: string[] = [];
      const { hostname } = new URL(baseURL!);
      context.on('weberror', (error) => complaints.push(`unhandled: ${error.error().message}`));
      context.on('request', (request) => {
        const { protocol, hostname: target } = new URL(request.url());
        if (protocol.startsWith('http') && target !== hostname) complaints.push(`request to ${request.url()}`);
      });
      await use(undefined);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

/** Docusaurus notes in the document when React has taken it over. A page that is left on commit is not waited for. */
export function awaitTakeover(page: Page): void {
  const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)];
  const takenOver = (): Promise<void> =>
    page.locator('html[data-has-hydrated="true"]').waitFor({ state: 'attached', timeout: 60_000 });
  page.goto = async (url, options) => {
    const response = await goto(url, options);
    if (options?.waitUntil !== 'commit') await takenOver();
    return response;
  };
  page.reload = async (options) => {
    const response = await reload(options);
    await takenOver();
    return response;
  };
}

export { expect };

export interface Published {
  readonly seed: number;
  readonly data: unknown;
  readonly quantities: readonly { readonly name: string; readonly value: number }[];
  readonly ran: {
    readonly backend: string;
    readonly adapter: string;
    readonly software: boolean;
    readonly note: string | null;
  };
}

/** One widget of a page. */
export class Widget {
  readonly root: Locator;
  constructor(page: Page, id: string) {
    this.root = page.locator(`[data-figure="${id}"]`).first();
  }

  get runButton(): Locator {
    return this.root.getByRole('button', { name: /^(Run|Running|Run again|Check this device|Train|Train again)$/ });
  }

  get cancelButton(): Locator {
    return this.root.getByRole('button', { name: 'Cancel' });
  }

  get result(): Locator {
    return this.root.locator('script[data-result]');
  }

  /** The table of a run's numbers beside the recorded ones. */
  get numbers(): Locator {
    return this.root.getByRole('group', { name: 'Recorded and computed numbers' });
  }

  async expectState(state: string, timeout = 30_000): Promise<void> {
    await expect(this.root).toHaveAttribute('data-state', state, { timeout });
  }

  /** Waits for the end of a run and returns its state. */
  async settled(timeout = 180_000): Promise<string | null> {
    await expect(this.root).toHaveAttribute('data-state', /done|error|cancelled/, { timeout });
    return this.root.getAttribute('data-state');
  }

  async published(): Promise<Published> {
    return JSON.parse((await this.result.textContent()) ?? '') as Published;
  }

  /** The run ended with a message for the reader and without a number. */
  async expectFailure(message: RegExp): Promise<void> {
    expect(await this.settled()).toBe('error');
    await expect(this.root.locator('[data-notice]')).toHaveText(message);
    await expect(this.result).toHaveCount(0);
    await expect(this.numbers).toHaveCount(0);
  }

  async changeSeed(seed: number): Promise<void> {
    await this.openSettings();
    await this.root.getByLabel('Seed', { exact: true }).fill(String(seed));
  }

  async openSettings(): Promise<void> {
    await this.root.getByText('Settings', { exact: true }).click();
  }

  async chooseCpu(): Promise<void> {
    await this.openSettings();
    await this.root.getByLabel('Compute on').selectOption('cpu');
  }
}
