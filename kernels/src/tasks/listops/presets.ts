interface PresetSettings {
  readonly maxDepth: number;
  readonly maxArguments: number;
  readonly minLength: number;
  readonly maxLength: number;
  readonly operatorShare?: number;
}

/**
 * ListOps as it was published, and rungs that smaller machines can climb. The published values are those of
 * google-research/long-range-arena, `lra_benchmarks/data/listops.py`: max_depth 10, max_args 10, VALUE_P 0.25 and
 * "500 < length < 2000", where neither bound is a length itself. The rungs are ours.
 */
export const listOpsPresets = {
  /** One operator, no nesting. */
  A: { maxDepth: 2, maxArguments: 8, minLength: 4, maxLength: 16 },
  B: { maxDepth: 3, maxArguments: 5, minLength: 8, maxLength: 32 },
  /** As B with more operators among the operands. */
  B2: { maxDepth: 3, maxArguments: 4, minLength: 8, maxLength: 32, operatorShare: 0.4 },
  C: { maxDepth: 4, maxArguments: 5, minLength: 16, maxLength: 64 },
  D: { maxDepth: 6, maxArguments: 6, minLength: 64, maxLength: 256 },
  E: { maxDepth: 8, maxArguments: 8, minLength: 256, maxLength: 512 },
  /** The published setting. */
  full: { maxDepth: 10, maxArguments: 10, minLength: 501, maxLength: 1999 },
} as const satisfies Readonly<Record<string, PresetSettings>>;

export type ListOpsPreset = keyof typeof listOpsPresets;
