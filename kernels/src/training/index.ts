/**
 * Training of small transformers on memory tasks: AdamW, checkpoints, exact resume. For pages, workers and Node alike.
 *
 * @module @vla/kernels/training
 */
export { AdamW } from './adamw.ts';
export type { AdamWSettings, Moments } from './adamw.ts';
export * from './arena/index.ts';
export { storedTasks } from './checkpoint.ts';
export type { LossGradient } from './gradient.ts';
export { evaluate } from './evaluate.ts';
export type { Evaluation } from './evaluate.ts';
export type { GroupScore, GroupScores } from './groups.ts';
export type { RunOptions, TaskChoice } from './options.ts';
export { measureStep, stepBytes } from './rehearsal.ts';
export type { MeasuredStep, StepSize } from './rehearsal.ts';
export { nodeLine, webLine } from './parallel/lines.ts';
export type { Line, LineEvents, NodeWorker, OpenLine } from './parallel/lines.ts';
export type { FromReplica, GradientAnswer, SentError, ToReplica } from './parallel/messages.ts';
export { serveReplica } from './parallel/replica.ts';
export type { ReplicaPort } from './parallel/replica.ts';
export { Team } from './parallel/team.ts';
export type { TeamOptions } from './parallel/team.ts';
export { workersFor } from './parallel/workersFor.ts';
export { TrainingRun } from './run.ts';
export type { StepReport, TrainOptions } from './run.ts';
export { learningRateAt, trainingSettings } from './settings.ts';
export type { TrainingOptions, TrainingSettings } from './settings.ts';
export { checkRun } from './size.ts';
export type { CheckedRun } from './size.ts';
export { isOfFiles, loadRunTasks, makerOf } from './taskMaker.ts';
export type { TaskMaker } from './taskMaker.ts';
