import type { Control, Quantity, RecordedFigure } from './experiment.ts';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** What a page carries of a recorded figure: everything but data and lists of code, and the size of its pictures. */
export interface RecordedSummary extends Omit<RecordedFigure, 'data' | 'sources' | 'confirmation'> {
  /** Intrinsic size of ID.light.svg and ID.dark.svg in CSS pixels. */
  readonly picture: PictureSize;
  /** Intrinsic size of ID.narrow.light.svg and ID.narrow.dark.svg, for phones. */
  readonly narrowPicture: PictureSize;
}

/** What holds the place of a figure's controls until its script has come. */
export interface RecordedPreview {
  readonly viewControls: readonly Control<Record<string, unknown>>[];
  readonly view: Readonly<Record<string, unknown>>;
  /** Files that a run needs and a page has not. */
  readonly needsFiles?: string;
  /** The recorded setting, which bounds some controls. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** What the build gives a page for a figure on it. */
export interface FigureOnPage {
  readonly summary: RecordedSummary;
  readonly preview: RecordedPreview;
}

/** Attributes that the build writes on `<Value of="…"/>`. */
export interface RecordedValue {
  readonly figure: string;
  readonly title: string;
  readonly quantity: Quantity;
  readonly date: string;
  readonly adapter: string;
  readonly commit: string;
}

/** Attributes that the build writes on `<Runs of="…" where="…"/>`: how many of the recorded runs are so. */
export interface RecordedCount {
  readonly title: string;
  /** Whose runs. */
  readonly label: string;
  readonly where: string;
  readonly count: number;
  readonly total: number;
  readonly date: string;
  readonly adapter: string;
  readonly commit: string;
}

/** Address of a recorded file below the site's base path. The hash changes with the data, so no cache is stale. */
export function recordedPath(
  id: string,
  suffix: 'json' | `${'' | 'narrow.'}${'light' | 'dark'}.svg`,
  dataHash: string,
): string {
  return `/figures/${id}.${suffix}?v=${dataHash.slice(0, 12)}`;
}
