import type { LayoutSettings } from './layout.ts';

/**
 * Pictures that smaller machines can be trained on. They are ours: dashes are segments of exact places, drawn without a raster. Of the
 * names the first number is the width; 32 pixels have the number of dashes and distractors of the published easy and intermediate
 * levels. The stages are for a model that learns 20 step by step: with wider gaps there is more to follow.
 */
export const pathfinderPresets = {
  '12': { size: 12, dashes: 3, gap: 1, turn: 1, distractors: 1, distractorDashes: 1 },
  '16': { size: 16, dashes: 4, gap: 1, turn: 0.7, distractors: 2, distractorDashes: 2 },
  '20': { size: 20, dashes: 6, gap: 1, turn: 0.8, distractors: 3, distractorDashes: 2 },
  '24': { size: 24, dashes: 8, gap: 1, turn: 1, distractors: 4, distractorDashes: 2 },
  '20-stage-1': { size: 20, dashes: 3, gap: 0, turn: 0.8, distractors: 3, distractorDashes: 2 },
  '20-stage-2': { size: 20, dashes: 5, gap: 0.5, turn: 0.8, distractors: 3, distractorDashes: 2 },
  '32-easy': { size: 32, dashes: 6, gap: 2, turn: 1, distractors: 10, distractorDashes: 2 },
  '32-intermediate': { size: 32, dashes: 9, gap: 2, turn: 1, distractors: 6, distractorDashes: 3 },
} as const satisfies Readonly<Record<string, LayoutSettings>>;

export type PathfinderPreset = keyof typeof pathfinderPresets;
