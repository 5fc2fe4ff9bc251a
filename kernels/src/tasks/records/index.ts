export { firstWithSameBytes } from './duplicates.ts';
export { recordBatch } from './task.ts';
export type { LoadedTask, Splits } from './task.ts';
