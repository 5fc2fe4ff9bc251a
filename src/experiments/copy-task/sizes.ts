/** Symbols to be copied: as many as a head has dimensions. */
export const symbols = 16;

/** The blank, the separator, and an alphabet of 8. */
export const vocabulary = 10;
