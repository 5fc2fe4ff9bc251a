import { usualRates } from '../../lib/training/config.ts';

/** Pairs before the noise, of which one is asked for: guessing between the two values in sight gives one half. */
export const pairs = 2;

/** 8 keys, 8 values and 8 noise tokens. */
export const vocabulary = 24;

/** One more than usual: DeltaNet does best at the largest of the others. */
export const rates: readonly number[] = [...usualRates, 0.128];

/** Noise tokens between the pairs and the query. */
export const trainedDelays: readonly number[] = [4, 16, 48];
export const testDelays: readonly number[] = [4, 16, 48, 128, 256, 512, 1024];
