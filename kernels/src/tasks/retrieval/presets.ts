/**
 * Bytes of each of two texts that are read. Published: `max_length` 4000 in google-research/long-range-arena,
 * `lra_benchmarks/matching/configs/base_match_config.py`. The smaller ones are ours.
 */
export const retrievalPresets = {
  tiny: { bytes: 128 },
  small: { bytes: 512 },
  full: { bytes: 4000 },
} as const;

export type RetrievalPreset = keyof typeof retrievalPresets;
