/**
 * Attention layers for TensorFlow.js, for inference. Importing registers their classes, so that models can be loaded.
 *
 * @module @vla/kernels/layers
 */
export { AttentionLayer } from './attentionLayer.ts';
export type { AttentionLayerArgs, LayerArgs } from './attentionLayer.ts';
export { DeltaNetLayer } from './deltaNetLayer.ts';
export { InversePenaltyTracker } from './inversePenaltyTracker.ts';
export { LinearAttentionLayer } from './linearAttentionLayer.ts';
export type { LinearAttentionLayerArgs } from './linearAttentionLayer.ts';
export { MemoryMatrixManager } from './memoryMatrixManager.ts';
export { PenaltyBuilder } from './penaltyBuilder.ts';
export type { Penalty, PenaltyBuilderArgs, PenaltyKind } from './penaltyBuilder.ts';
export { SoftmaxAttentionLayer } from './softmaxAttentionLayer.ts';
export { VLALayer } from './vlaLayer.ts';
export type { VLAForward, VLALayerArgs, VLAState, VLAVariant } from './vlaLayer.ts';
export type { VLAStats } from './vlaStats.ts';
