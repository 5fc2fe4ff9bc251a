/** What a writer needs of a window. */
export interface AddressBar {
  readonly location: Pick<Location, 'pathname' | 'search' | 'hash'>;
  readonly history: Pick<History, 'state' | 'replaceState'>;
}

export type Rewrite = (search: string) => string;

/** Milliseconds between two writes. Safari refuses more than a hundred in thirty seconds, and throws. */
const PAUSE = 400;
/** Milliseconds until a refused write is tried again. */
const AFTER_REFUSAL = 10_000;

interface Wanted {
  readonly pathname: string;
  readonly rewrite: Rewrite;
}

/**
 * Writes what several widgets keep in the search part of the page's address: at once where none was written lately, and
 * of a quick row of changes the last. No step is added to the history. A browser that refuses is asked again later.
 */
export class AddressWriter {
  readonly #bar: AddressBar;
  readonly #wanted = new Map<object, Wanted>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(bar: AddressBar) {
    this.#bar = bar;
  }

  /** What the owner's part of the address should be, until it says otherwise. */
  want(owner: object, rewrite: Rewrite): void {
    this.#wanted.set(owner, { pathname: this.#bar.location.pathname, rewrite });
    if (this.#timer === undefined) this.#write();
  }

  /** The owner is gone, and what it still wanted. */
  forget(owner: object): void {
    this.#wanted.delete(owner);
  }

  #write(): void {
    const { location, history } = this.#bar;
    const { pathname, search, hash } = location;
    // An address that has changed since belongs to another page.
    const own = [...this.#wanted.values()].filter((wanted) => wanted.pathname === pathname);
    const after = own.reduce((before, { rewrite }) => rewrite(before), search);
    if (after === search) return this.#wanted.clear();
    try {
      history.replaceState(history.state, '', pathname + after + hash);
      this.#wanted.clear();
      this.#wait(PAUSE);
    } catch {
      this.#wait(AFTER_REFUSAL);
    }
  }

  #wait(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#wanted.size > 0) this.#write();
    }, milliseconds);
  }
}
