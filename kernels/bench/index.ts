/**
 * Measurements of the operators against each other and against other libraries, as functions of a session: for Node, for
 * a browser without a page, and for a page's worker. Nothing here loads another library; see peer.ts.
 *
 * @module @vla/kernels/bench
 */
export { batchOf } from './batch.ts';
export type { Batch } from './batch.ts';
export { checkOf, compare, SAME_OUTPUT } from './compare.ts';
export type { CompareOptions, Compared } from './compare.ts';
export type { Contender } from './contender.ts';
export { copyContender } from './copy.ts';
export type { CopyContender } from './copy.ts';
export { crossover, fitPowerLaw } from './fit.ts';
export type { Point, PowerLaw } from './fit.ts';
export {
  deltaNetChunkFlops,
  deltaNetRecurrentFlops,
  linearAttentionFlops,
  matmulFlops,
  softmaxFlops,
  vlaChunkFlops,
  vlaRecurrentFlops,
} from './flops.ts';
export type { Extent } from './flops.ts';
export { goalIn, meets } from './goals.ts';
export type { Bound, Goal, GoalId, GoalName } from './goals.ts';
export { hostContender } from './hostOperators.ts';
export { attentionArrays } from './inputs.ts';
export type { AttentionArrays } from './inputs.ts';
export { laneOf } from './lane.ts';
export type { Lane, Place } from './lane.ts';
export { bestMatmul } from './matmul.ts';
export type { BestMatmul } from './matmul.ts';
export { operatorContender, residentInputs, timedOperators } from './operators.ts';
export type { OperatorName, ResidentInputs } from './operators.ts';
export { timeAlone, timeInTurn, timePairs } from './pairs.ts';
export type { PairedTimes, PairOptions } from './pairs.ts';
export type { Peer } from './peer.ts';
export { medianOf, quantile, quantilesOf } from './quantiles.ts';
export type { Quantiles } from './quantiles.ts';
export { checkAgainstReference } from './referenceCheck.ts';
export { rowOf } from './row.ts';
export type { RowParts } from './row.ts';
export { accuracySuite } from './suites/accuracy.ts';
export type { AccuracySizes, Keys } from './suites/accuracy.ts';
export { decodeSuite } from './suites/decode.ts';
export type { DecodeSizes } from './suites/decode.ts';
export { forwardSuite } from './suites/forward.ts';
export type { ForwardSizes } from './suites/forward.ts';
export { gradientSuite } from './suites/gradient.ts';
export type { GradientSizes } from './suites/gradient.ts';
export { peersSuite } from './suites/peers.ts';
export type { PeerSizes } from './suites/peers.ts';
export { scalingSuite } from './suites/scaling.ts';
export type { ScalingSizes } from './suites/scaling.ts';
export { PROCESSOR_SIZES, processorSuite } from './suites/processor.ts';
export type { ProcessorArguments, ProcessorSizes } from './suites/processor.ts';
export { TRAINING_SIZES, trainingSuite } from './suites/training.ts';
export type { OlderCode, TrainedModel, TrainingArguments, TrainingSizes } from './suites/training.ts';
export { PROCESSOR_SUITES, SUITES } from './suites/index.ts';
export type { WithoutDevice } from './suites/index.ts';
export { opLoopContender, tfjsMatmulContender, tfjsSoftmaxContender } from './tfjsContenders.ts';
export type {
  BenchProgress,
  BenchRow,
  DeviceSuiteName,
  EnginesSuiteName,
  OutputCheck,
  ProcessorSuiteName,
  Shape,
  Side,
  SuiteArguments,
  SuiteName,
  SuiteResult,
} from './types.ts';
