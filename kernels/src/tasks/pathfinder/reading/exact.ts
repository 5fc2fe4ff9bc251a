/** What rounding to whole levels, and the last step of a fit, may leave of a difference. */
export const EXACT = 1.5;
