/**
 * Untrained memories that experiments compare on the same pairs: VLA that penalises the keys it writes, VLA with random
 * directions, the exact ridge solution (plain writes with u = k), DeltaNet and linear attention.
 */
export const memories = ['vla', 'vlaRandom', 'ridge', 'deltanet', 'linear'] as const;
export type Memory = (typeof memories)[number];

export const memoryLabels: Readonly<Record<Memory, string>> = {
  vla: 'VLA, u = k',
  vlaRandom: 'VLA, random u',
  ridge: 'exact ridge',
  deltanet: 'DeltaNet',
  linear: 'linear',
};
