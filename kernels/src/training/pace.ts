/** How many of the last steps the estimate looks at. */
const WINDOW = 20;

/** Measures steps. */
export class Pace {
  readonly #laps: number[] = [];
  #lapStart = performance.now();

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
}
