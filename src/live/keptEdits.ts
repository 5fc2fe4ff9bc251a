/** Where edits are kept beside the page's own memory; a browser may refuse it. */
type Shelf = () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * Edits of live cells, kept for each page and each text that a cell began with: after a link and Back from memory, after a
 * reload from the tab's storage, where the browser has one. An edit of a text that is no longer the page's is never asked for.
 */
export class KeptEdits {
  readonly #shelf: Shelf;
  readonly #here = new Map<string, string>();

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  /** The edit of a cell, or null where it is as it began. */
  read(page: string, original: string): string | null {
    const key = keyOf(page, original);
    return this.#here.get(key) ?? this.#try((shelf) => shelf.getItem(key));
  }

  keep(page: string, original: string, text: string): void {
    const key = keyOf(page, original);
    if (text === original) {
      this.#here.delete(key);
      this.#try((shelf) => shelf.removeItem(key));
    } else {
      this.#here.set(key, text);
      this.#try((shelf) => shelf.setItem(key, text));
    }
  }

  #try<Answer>(ask: (shelf: ReturnType<Shelf>) => Answer): Answer | null {
    try {
      return ask(this.#shelf());
    } catch {
      // Blocked or full: what is in memory has to do.
      return null;
    }
  }
}

const keyOf = (page: string, original: string): string => `live cell ${page.replace(/\/$/, '')}\n${original}`;

/** Those of this tab. */
export const keptEdits = new KeptEdits(() => window.sessionStorage);
