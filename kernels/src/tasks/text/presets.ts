/**
 * Bytes of a review that are read. Published: `max_length` 1000 in google-research/long-range-arena,
 * `lra_benchmarks/text_classification/configs/base_tc_config.py`; the paper (Tay et al. 2021) tries 1,000 to 4,000 and reports the best
 * of them. The smaller ones are ours.
 */
export const textPresets = {
  tiny: { bytes: 256 },
  small: { bytes: 512 },
  full: { bytes: 1000 },
  /** The longest of the paper. */
  longest: { bytes: 4000 },
} as const;

export type TextPreset = keyof typeof textPresets;
