import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { folder } from './site.ts';

/** One live cell of a page. */
export class Cell {
  readonly root: Locator;
  constructor(page: Page, kind: 'code' | 'wgsl', index = 0) {
    this.root = page.locator(`[data-live="${kind}"]`).nth(index);
  }

  button(name: 'Run' | 'Stop' | 'Edit' | 'Reset' | 'Copy'): Locator {
    return this.root.getByRole('button', { name, exact: true });
  }

  get editor(): Locator {
    return this.root.getByRole('textbox');
  }

  /** The cell's own text, from the page; an editor holds only the lines in view. */
  async original(): Promise<string> {
    return (await this.root.locator('pre code').textContent()) ?? '';
  }

  get output(): Locator {
    return this.root.locator('[data-output]');
  }

  get status(): Locator {
    return this.root.locator('[data-status]');
  }

  /** What console.log printed. */
  printed(): Promise<string[]> {
    return this.root.locator('[data-tone="log"]').allTextContents();
  }

  async run(): Promise<void> {
    await this.button('Run').click();
  }

  /** Waits for the end of a run and returns its state. */
  async settled(timeout = 120_000): Promise<string | null> {
    await expect(this.root).not.toHaveAttribute('data-state', /idle|running/, { timeout });
    return this.root.getAttribute('data-state');
  }

  async edit(): Promise<void> {
    await this.button('Edit').click();
    await expect(this.editor).toBeFocused();
  }

  /** Puts a text in the place of the cell's own. */
  async write(text: string): Promise<void> {
    if ((await this.editor.count()) === 0) await this.edit();
    await this.editor.fill(text);
  }
}

/** The text that the sandbox's worker runs, among the built files. */
export const sandboxBundle = readdirSync(join(folder, 'live')).find((name) => name.startsWith('cell.'))!;

export const sandboxPage = readFileSync(join(folder, 'live/frame.htm'), 'utf8');
