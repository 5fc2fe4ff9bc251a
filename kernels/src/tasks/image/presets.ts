/**
 * Width and height of the pictures that are read. Published: 32, as the pictures are; `lra_benchmarks/image/input_pipeline.py` of
 * google-research/long-range-arena. The smaller ones are ours: each of their pixels is the mean of a square of the picture's.
 */
export const imagePresets = {
  tiny: { size: 8 },
  small: { size: 16 },
  full: { size: 32 },
} as const;

export type ImagePreset = keyof typeof imagePresets;
