import type { Good } from './calls.ts';

const attention = { modelDim: 4, heads: 2, convolution: 2, seed: 1 };
export const trackedSizes = { batch: 1, heads: 1, headDim: 2 };
export const memorySizes = { batch: 1, heads: 1, keyDim: 2, valueDim: 2 };

export const ofLayers: Good = {
  // What all of them are; it has no operator of its own.
  AttentionLayer: null,
  DeltaNetLayer: () => [{ ...attention, strengthLimit: 2, normalizeReadout: true }],
  GatedDeltaLayer: () => [attention],
  InversePenaltyTracker: () => [{ ...trackedSizes, lambda0: 1, stabilization: { period: 2, epsilon: 1 } }],
  LinearAttentionLayer: () => [{ ...attention, features: 'relu' }],
  MemoryMatrixManager: () => [{ ...memorySizes, error: 'residual', renormalizeAbove: 1 }],
  PenaltyBuilder: () => [{ kind: 'rank-1', rank: 1, seed: 1 }],
  RowGatedDeltaLayer: () => [attention],
  SoftmaxAttentionLayer: () => [attention],
  sourceLayer: () => [
    {
      ...{ class: 'VLALayer', modelDim: 4, heads: 1, headDim: 2, lambda0: 1, rank: 2, hiddenDim: 3, seed: 1 },
      ...{ nudge: { period: 2, epsilon: 0.1 }, deltaFloor: 1e-6, name: 'theirs' },
    },
  ],
  VLALayer: () => [{ ...attention, lambda0: 1, variant: 'v3', penaltyScope: 'head', stabilization: { period: 2 } }],
};
