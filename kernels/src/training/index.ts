/**
 * Training of small transformers on memory tasks: AdamW, checkpoints, exact resume. For pages, workers and Node alike.
 *
 * @module @vla/kernels/training
 */
export { AdamW } from './adamw.ts';
export type { AdamWSettings, Moments } from './adamw.ts';
export { evaluate } from './evaluate.ts';
export type { Evaluation } from './evaluate.ts';
export type { RunOptions, TaskChoice } from './options.ts';
export { TrainingRun } from './run.ts';
export type { StepReport, TrainOptions } from './run.ts';
export { learningRateAt, trainingSettings } from './settings.ts';
export type { TrainingOptions, TrainingSettings } from './settings.ts';
export { checkRun } from './size.ts';
export type { CheckedRun } from './size.ts';
