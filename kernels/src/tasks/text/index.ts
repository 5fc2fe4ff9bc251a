export { textPresets } from './presets.ts';
export type { TextPreset } from './presets.ts';
export { byteNaiveBayes, textFloors } from './floors.ts';
export type { LabelledBytes, RunSettings, TextFloors } from './floors.ts';
export { findReviews, readReviews } from './reviews.ts';
export type { Review, Reviews } from './reviews.ts';
export { loadText, textSplits, textTask } from './task.ts';
export type { ResolvedText, TextSettings } from './task.ts';
export { textTokens } from './tokens.ts';
