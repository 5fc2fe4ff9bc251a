/** How many of the last steps the estimate looks at. */
const WINDOW = 20;

/**
 * When the event loop last turned, as far as is known: of this thread, whoever trains on it. Somebody who asks for one
 * step at a time would otherwise begin a stretch with each.
 */
let lastBreath = -Infinity;

/** Measures steps, and lets the event loop turn now and then. */
export class Pace {
  readonly #laps: number[] = [];
  readonly #stretch: number;
  #lapStart = performance.now();

  /** @param stretch milliseconds after which {@link breathe} waits for the event loop */
  constructor(stretch: number) {
    this.#stretch = stretch;
  }

  /** Milliseconds since the lap before. */
  lap(): number {
    const now = performance.now();
    const duration = now - this.#lapStart;
    this.#lapStart = now;
    this.#laps.push(duration);
    if (this.#laps.length > WINDOW) this.#laps.shift();
    return duration;
  }

  /** Milliseconds that so many laps will take at the median pace of the last ones. */
  estimate(laps: number): number {
    const sorted = [...this.#laps].sort((a, b) => a - b);
    return laps * (sorted[Math.floor(sorted.length / 2)] ?? 0);
  }

  async breathe(): Promise<void> {
    if (performance.now() - lastBreath < this.#stretch) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    lastBreath = performance.now();
  }
}
