export const headSize = 16;

/** Those of the published code. The last is longer than the head has dimensions. */
export const delays = [5, 10, 20] as const;

/** The learning rate is chosen at this one. */
export const hardest = 20;

/** Positions with a question, as many for every delay. */
export const questions = 12;

export const vocabulary = 8;
