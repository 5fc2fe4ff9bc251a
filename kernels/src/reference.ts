/**
 * The float64 references and their pieces: synchronous, in plain TypeScript, free of any device.
 *
 * @module @vla/kernels/reference
 */
export { vlaGradientReference } from './ops/vla/gradient/reference.ts';
export type { VlaGradientTensors } from './ops/vla/gradient/reference.ts';
export { vlaStepGradient } from './ops/vla/gradient/step.ts';
export type { VlaTokenGradient } from './ops/vla/gradient/step.ts';
export { vlaGradientProblem, vlaProblem, vlaSettings } from './ops/vla/problem.ts';
export type { GradientProblem } from './ops/operator.ts';
export type {
  VlaCallOptions,
  VlaDifferentiable,
  VlaGradientProblem,
  VlaProblem,
  VlaSettings,
  VlaSizes,
} from './ops/vla/problem.ts';
export { initialVlaState, vlaReference } from './ops/vla/reference.ts';
export type { VlaTensors } from './ops/vla/reference.ts';
export { vlaStep } from './ops/vla/step.ts';
export type { VlaState, VlaStep, VlaToken } from './ops/vla/step.ts';
export { vlaChunked, vlaParallel } from './ops/vla/host/chunked.ts';
export { deltaNetGradientReference, deltaNetStepGradient } from './ops/deltanet/gradientReference.ts';
export type { DeltaNetGradientTensors } from './ops/deltanet/gradientReference.ts';
export { deltaNetGradientProblem, deltaNetProblem } from './ops/deltanet/problem.ts';
export type { DeltaNetGradientProblem, DeltaNetProblem } from './ops/deltanet/problem.ts';
export { deltaNetReference, deltaNetStep } from './ops/deltanet/reference.ts';
export type { DeltaNetStepToken, DeltaNetTensors } from './ops/deltanet/reference.ts';
export { gatedDeltaGradientReference } from './ops/gatedDelta/gradientReference.ts';
export type { GatedDeltaGradientTensors } from './ops/gatedDelta/gradientReference.ts';
export { gatedDeltaGradientProblem, gatedDeltaProblem } from './ops/gatedDelta/problem.ts';
export type {
  GatedDeltaCallOptions,
  GatedDeltaDifferentiable,
  GatedDeltaGradientProblem,
  GatedDeltaProblem,
  GatedDeltaSettings,
  GivenTensors,
} from './ops/gatedDelta/problem.ts';
export { gatedDeltaReference } from './ops/gatedDelta/reference.ts';
export type { GatedDeltaTensors } from './ops/gatedDelta/reference.ts';
export { gatedDeltaStep, gatedDeltaStepGradient } from './ops/gatedDelta/step.ts';
export type { GatedDeltaToken } from './ops/gatedDelta/step.ts';
export { linearAttentionGradientReference, linearAttentionStepGradient } from './ops/linear/gradientReference.ts';
export type { LinearAttentionGradientTensors } from './ops/linear/gradientReference.ts';
export { linearAttentionGradientProblem, linearAttentionProblem } from './ops/linear/problem.ts';
export type {
  LinearAttentionCallOptions,
  LinearAttentionDifferentiable,
  LinearAttentionGradientProblem,
  LinearAttentionProblem,
  LinearAttentionSettings,
} from './ops/linear/problem.ts';
export { linearAttentionReference, linearAttentionStep } from './ops/linear/reference.ts';
export type { LinearAttentionState, LinearAttentionStepToken, LinearAttentionTensors } from './ops/linear/reference.ts';
export { softmaxAttentionGradientReference } from './ops/softmax/gradientReference.ts';
export type { SoftmaxAttentionGradientTensors } from './ops/softmax/gradientReference.ts';
export { softmaxAttentionGradientProblem, softmaxAttentionProblem } from './ops/softmax/problem.ts';
export type {
  SoftmaxAttentionCallOptions,
  SoftmaxAttentionGradientProblem,
  SoftmaxAttentionProblem,
  SoftmaxAttentionSettings,
} from './ops/softmax/problem.ts';
export { softmaxAttentionReference } from './ops/softmax/reference.ts';
export type { SoftmaxAttentionTensors } from './ops/softmax/reference.ts';
