/** A team of more is a mistake: no machine has as many cores. */
export const MOST_WORKERS = 1024;
