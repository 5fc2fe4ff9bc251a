/** How far one result of a kernel is from the original's. */
export interface Deviation {
  /** The plan's name of the buffer. */
  readonly buffer: string;
  /** Largest |changed − original|. */
  readonly largest: number;
  /** The largest |original|, to hold it against. */
  readonly scale: number;
  /** Where the largest one is. */
  readonly index: number;
}

type Outputs = Readonly<Record<string, ArrayLike<number>>>;

/** The largest difference of each buffer. Throws where the two do not have the same buffers. */
export function deviations(original: Outputs, changed: Outputs): Deviation[] {
  return Object.entries(original).map(([buffer, values]) => {
    const other = changed[buffer];
    if (other?.length !== values.length) throw new Error(`${buffer}: the results have different lengths`);
    let [largest, index, scale] = [0, 0, 0];
    for (let i = 0; i < values.length; i++) {
      const difference = Math.abs(other[i]! - values[i]!);
      scale = Math.max(scale, Math.abs(values[i]!));
      // Written so that NaN counts as the largest.
      if (difference <= largest) continue;
      [largest, index] = [difference, i];
      if (Number.isNaN(difference)) break;
    }
    return { buffer, largest, scale, index };
  });
}
