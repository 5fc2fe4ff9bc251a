/** Size of the one head of every model: with as many pairs, a memory of this size is full. */
export const headSize = 16;

/** 49 keys, 49 values and 49 noise tokens, and the blank: enough for 48 pairs. */
export const vocabulary = 148;

/** Pairs of the capacity tests, which stand back to back. 4, 8 and 16 are trained. */
export const pairCounts: readonly number[] = [4, 8, 12, 16, 24, 32, 48];

/** Lengths of the length tests, in which 8 pairs and 8 queries leave the rest to noise. 24 and 64 are trained. */
export const testLengths: readonly number[] = [24, 64, 128, 256, 512, 1024];
export const pairsInLengths = 8;

/** VLA alone on one task, tested on sequences of up to `longest` tokens. */
export const shortTraining = { pairs: 4, steps: 200, batchSize: 16, learningRate: 0.016, longest: 96 } as const;
