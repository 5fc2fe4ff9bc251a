/** Parameters of the published generator, `snakes2.py` of drewlinsley/pathfinder, under names of this project. */
export interface PublishedParameters {
  /** `window_size`. */
  readonly size: number;
  /** `padding`. */
  readonly padding: number;
  /** `seed_distance`: between the beginnings of the two contours. */
  readonly seedDistance: number;
  /** `paddle_length`, `paddle_thickness`. */
  readonly dashLength: number;
  readonly thickness: number;
  /** `paddle_margin_list`: one is drawn for each picture; dashes are twice as far apart. */
  readonly margins: readonly number[];
  /** `continuity`. */
  readonly continuity: number;
  /** `distractor_length`, `num_distractor_snakes`, of contours of 14 dashes. */
  readonly distractorDashes: number;
  readonly distractors: number;
  readonly markerRadius: number;
  /** `snake_contrast_list` × `paddle_contrast_list` for what is marked, the former alone for distractors. */
  readonly contrast: number;
  readonly distractorContrast: number;
}

/**
 * Pathfinder as it was published: `lra_benchmarks/data/pathfinder.py` of google-research/long-range-arena gives these for 32, 64 and 128
 * pixels, the last being Path-X; what it leaves out has the default of `snakes2_wrapper.py`. The distractors' lengths and numbers are
 * quotients there (14 / 3; 22 and 35 divided by that): dashes are whole ones, rounded down, and contours are drawn until
 * there are as many, that is rounded up.
 */
export const publishedParameters = {
  'lra-32': {
    size: 32,
    padding: 1,
    seedDistance: 7,
    dashLength: 2,
    thickness: 0.5,
    margins: [1],
    continuity: 1,
    distractorDashes: 4,
    distractors: 5,
    markerRadius: 1.5,
    contrast: 1.5,
    distractorContrast: 2,
  },
  'lra-64': {
    size: 64,
    padding: 1,
    seedDistance: 12,
    dashLength: 5,
    thickness: 1,
    margins: [1],
    continuity: 1.8,
    distractorDashes: 4,
    distractors: 5,
    markerRadius: 2.5,
    contrast: 0.8,
    distractorContrast: 0.8,
  },
  'lra-128': {
    size: 128,
    padding: 1,
    seedDistance: 20,
    dashLength: 5,
    thickness: 1.5,
    margins: [2, 3],
    continuity: 1.8,
    distractorDashes: 4,
    distractors: 8,
    markerRadius: 3,
    contrast: 0.9,
    distractorContrast: 0.9,
  },
} as const satisfies Readonly<Record<string, PublishedParameters>>;

/** `antialias_scale`: what is drawn is drawn as many times larger, and made smaller. */
export const ANTIALIAS = 2;
