/**
 * Attention layers for TensorFlow.js. Importing registers their classes, so that models can be loaded.
 *
 * @module @vla/kernels/layers
 */
export { AttentionLayer } from './attentionLayer.ts';
export type { StateAxes } from './arguments.ts';
export type { AttentionForward, AttentionLayerArgs, AttentionState, LayerArgs, Projections } from './attentionLayer.ts';
export { DeltaNetLayer } from './deltaNetLayer.ts';
export type { DeltaNetLayerArgs, DeltaNetState } from './deltaNetLayer.ts';
export type { FeatureMap } from './featureMaps.ts';
export { GatedDeltaLayer } from './gatedDeltaLayer.ts';
export type { GatedDeltaState } from './gatedDeltaLayer.ts';
export { InversePenaltyTracker } from './inversePenaltyTracker.ts';
export type { TrackedSizes, TrackerOptions } from './inversePenaltyTracker.ts';
export { LinearAttentionLayer } from './linearAttentionLayer.ts';
export type { LinearAttentionLayerArgs, LinearAttentionState } from './linearAttentionLayer.ts';
export { MemoryMatrixManager } from './memoryMatrixManager.ts';
export type { MemorySizes } from './memoryMatrixManager.ts';
export type { Places } from '../ops/call/padding.ts';
export type { LengthOptions } from './padding.ts';
export { PenaltyBuilder } from './penaltyBuilder.ts';
export type { PenaltyBuilderArgs, PenaltyKind } from './penaltyBuilder.ts';
export { RowGatedDeltaLayer } from './rowGatedDeltaLayer.ts';
export type { RowGatedDeltaState } from './rowGatedDeltaLayer.ts';
export { SoftmaxAttentionLayer } from './softmaxAttentionLayer.ts';
export type { SoftmaxAttentionState } from './softmaxAttentionLayer.ts';
export type { SourceLayerName } from './source/index.ts';
export { sourceLayer } from './source/sourceLayer.ts';
export type { SourceLayerArgs } from './source/sourceLayer.ts';
export type { VLAForward, VLAState } from './vlaForward.ts';
export { VLALayer } from './vlaLayer.ts';
export type { PenaltyScope, VLALayerArgs, VLAVariant } from './vlaLayer.ts';
export type { VLAStats } from './vlaStats.ts';
