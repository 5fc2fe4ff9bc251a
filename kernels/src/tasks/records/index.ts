export { firstWithSameBytes } from './duplicates.ts';
export type { Counts, RecordSettings } from './settings.ts';
export { recordBatch } from './task.ts';
export type { LoadedTask, Splits } from './task.ts';
