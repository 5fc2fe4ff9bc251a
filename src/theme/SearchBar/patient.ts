/**
 * Something that is loaded when it is first wanted, and may not come. Whoever wants it waits: it is asked for again when a
 * reader says so, and those who waited get it then.
 */
export class Patient<Thing> {
  readonly #load: () => Promise<Thing>;
  readonly #listeners = new Set<() => void>();
  #thing: Promise<Thing> | null = null;
  #tryAgain: (() => void) | null = null;

  constructor(load: () => Promise<Thing>) {
    this.#load = load;
  }

  /** Never rejects. */
  get(): Promise<Thing> {
    this.#thing ??= this.#attempt();
    return this.#thing;
  }

  /** Whether it did not come, and nobody has asked again. */
  get failed(): boolean {
    return this.#tryAgain !== null;
  }

  retry(): void {
    const tryAgain = this.#tryAgain;
    this.#tryAgain = null;
    this.#notify();
    tryAgain?.();
  }

  /** Calls the listener when `failed` changes, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #attempt(): Promise<Thing> {
    for (;;) {
      try {
        return await this.#load();
      } catch {
        await new Promise<void>((again) => {
          this.#tryAgain = again;
          this.#notify();
        });
      }
    }
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
