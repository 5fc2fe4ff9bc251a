/** Written by scripts/textFloors.ts from the published reviews: shares of right answers, by the bytes that are read. */
export const textFloors = {
  recorded: '2026-11-30',
  train: 25000,
  test: 25000,
  floors: [
    { bytes: 256, constant: 0.5, naiveBayes: [0.57488, 0.6506, 0.7036] },
    { bytes: 1000, constant: 0.5, naiveBayes: [0.6138, 0.69796, 0.7578] },
    { bytes: 4000, constant: 0.5, naiveBayes: [0.61472, 0.69876, 0.75524] },
  ],
} as const;
