/** Symbols to be copied: as many as a head has dimensions. */
export const symbols = 16;

/** The blank, the separator, and an alphabet of 8. */
export const vocabulary = 10;

/** What every mixer tries. */
export const learningRates: readonly number[] = [0.008, 0.016, 0.032, 0.064];
