/**
 * The float64 references and their pieces: synchronous, in plain TypeScript, free of any device.
 *
 * @module @vla/kernels/reference
 */
export { vlaGradientProblem } from './ops/vla/gradient/problem.ts';
export type { VlaGradientProblem } from './ops/vla/gradient/problem.ts';
export { vlaGradientReference } from './ops/vla/gradient/reference.ts';
export type { VlaGradientTensors } from './ops/vla/gradient/reference.ts';
export { vlaStepGradient } from './ops/vla/gradient/step.ts';
export type { VlaTokenGradient } from './ops/vla/gradient/step.ts';
export { chooseForm } from './ops/vla/form.ts';
export type { VlaForm, VlaFormChoice } from './ops/vla/form.ts';
export { vlaProblem, vlaSettings } from './ops/vla/problem.ts';
export type { VlaProblem, VlaSettings, VlaSizes } from './ops/vla/problem.ts';
export { initialVlaState, vlaReference } from './ops/vla/reference.ts';
export type { VlaTensors } from './ops/vla/reference.ts';
export { vlaStep } from './ops/vla/step.ts';
export type { VlaState, VlaStep, VlaToken } from './ops/vla/step.ts';
export { vlaChunked, vlaParallel } from './ops/vla/host/chunked.ts';
export { deltaNetGradientProblem } from './ops/deltanet/gradientProblem.ts';
export type { DeltaNetGradientProblem } from './ops/deltanet/gradientProblem.ts';
export { deltaNetGradientReference, deltaNetStepGradient } from './ops/deltanet/gradientReference.ts';
export type { DeltaNetGradientTensors } from './ops/deltanet/gradientReference.ts';
export { deltaNetProblem } from './ops/deltanet/problem.ts';
export type { DeltaNetProblem } from './ops/deltanet/problem.ts';
export { deltaNetReference, deltaNetStep } from './ops/deltanet/reference.ts';
export type { DeltaNetTensors } from './ops/deltanet/reference.ts';
export { linearAttentionGradientProblem } from './ops/linear/gradientProblem.ts';
export type { LinearAttentionGradientProblem } from './ops/linear/gradientProblem.ts';
export { linearAttentionGradientReference, linearAttentionStepGradient } from './ops/linear/gradientReference.ts';
export type { LinearAttentionGradientTensors } from './ops/linear/gradientReference.ts';
export { linearAttentionProblem } from './ops/linear/problem.ts';
export type { LinearAttentionProblem } from './ops/linear/problem.ts';
export { linearAttentionReference, linearAttentionStep } from './ops/linear/reference.ts';
export type { LinearAttentionState, LinearAttentionTensors } from './ops/linear/reference.ts';
export { softmaxAttentionGradientProblem } from './ops/softmax/gradientProblem.ts';
export type { SoftmaxAttentionGradientProblem } from './ops/softmax/gradientProblem.ts';
export { softmaxAttentionGradientReference } from './ops/softmax/gradientReference.ts';
export type { SoftmaxAttentionGradientTensors } from './ops/softmax/gradientReference.ts';
export { softmaxAttentionProblem } from './ops/softmax/problem.ts';
export type { SoftmaxAttentionProblem } from './ops/softmax/problem.ts';
export { softmaxAttentionReference } from './ops/softmax/reference.ts';
export type { SoftmaxAttentionTensors } from './ops/softmax/reference.ts';
