import type { SeriesStyle } from '../palette.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
  /** Ends of the band around the line, for example mean ± standard deviation. */
  readonly low?: number;
  readonly high?: number;
}

export interface Series {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly points: readonly Point[];
  /** Recorded data behind a live result: a wide pale line without a label. */
  readonly pale?: boolean;
}

/** A value at one place; with a label it is large, and named beside it. */
export interface Dot extends Point {
  readonly style: SeriesStyle;
  readonly label?: string;
}

export interface Axis {
  readonly label: string;
  readonly scale?: 'linear' | 'log';
  /** Default: just what the series need. */
  readonly domain?: readonly [number, number];
  readonly ticks?: readonly number[];
  /** Of a logarithmic scale: ticks that are no power of it may lose their labels. Default 10. */
  readonly base?: number;
}

/** Something to compare with: a level line (y), an upright line (x), or a diamond at one place (both). */
export interface Reference {
  readonly label: string;
  readonly x?: number;
  readonly y?: number;
  readonly style: SeriesStyle;
  /** Writes the label of a level line under it. */
  readonly below?: boolean;
}
