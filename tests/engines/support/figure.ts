import type { Published } from '../../support/test.ts';
import type { Reader } from './reader.ts';

/** One widget of the page that stands open. */
export class Figure {
  readonly root: string;
  constructor(
    private readonly reader: Reader,
    id: string,
  ) {
    this.root = `[data-figure="${id}"]`;
  }

  press(...names: string[]): Promise<void> {
    return this.reader.press(this.root, names);
  }

  state(): Promise<string> {
    return this.reader.run((root) => document.querySelector<HTMLElement>(root)!.dataset['state'] ?? '', this.root);
  }

  /** Waits for the end of a run; how it ended, and all that the widget then says. */
  async settled(): Promise<{ readonly state: string; readonly words: string }> {
    return this.reader.untilWithin(
      500,
      'the run ends',
      (root) => {
        const { dataset, innerText } = document.querySelector<HTMLElement>(root)!;
        const state = dataset['state'] ?? '';
        return /done|error|cancelled/.test(state) && { state, words: innerText };
      },
      this.root,
    );
  }

  async published<Result = Published>(): Promise<Result> {
    const text = await this.reader.run(
      (root) => document.querySelector(`${root} script[data-result]`)?.textContent,
      this.root,
    );
    return JSON.parse(text ?? 'null') as Result;
  }
}
