/**
 * What a run passes between two steps: it stays closed while its reader pauses it, and others may use the models there.
 */
export class Gate {
  readonly #controller = new AbortController();
  readonly #waiting: (() => Promise<void>)[] = [];
  #paused: { readonly opened: Promise<void>; readonly open: () => void } | null = null;
  #wake: (() => void) | null = null;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** False where it was paused already. */
  pause(): boolean {
    if (this.#paused) return false;
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    this.#paused = { opened, open };
    return true;
  }

  /** False where it was not paused. */
  resume(): boolean {
    if (!this.#paused) return false;
    this.#paused.open();
    this.#paused = null;
    return true;
  }

  cancel(): void {
    this.#controller.abort();
    this.resume();
  }

  /** Does something while the run waits. */
  between<Result>(work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => work().then(resolve, reject));
      this.#wake?.();
    });
  }

  /**
   * Returns when the run may continue; throws the signal's reason when it was cancelled.
   *
   * @param onWait called when the run stands still because it was paused
   */
  async pass(onWait: () => void = () => undefined): Promise<void> {
    let reported: unknown = null;
    for (;;) {
      // Somebody may have come while others worked.
      while (this.#waiting.length > 0) await this.close();
      this.signal.throwIfAborted();
      if (!this.#paused) return;
      if (reported !== this.#paused) onWait();
      reported = this.#paused;
      const asked = new Promise<void>((resolve) => (this.#wake = resolve));
      await Promise.race([this.#paused.opened, asked]);
      this.#wake = null;
    }
  }

  /** To be called when the run has ended: does what still waits for its turn. */
  async close(): Promise<void> {
    for (let work = this.#waiting.shift(); work; work = this.#waiting.shift()) await work();
  }
}
