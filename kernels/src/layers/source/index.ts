import { deltaNetAttn } from './deltaNetAttn.ts';
import { sourceDeltaNetLayer } from './deltaNetLayer.ts';
import { linearAttn } from './linearAttn.ts';
import { linearTransformerLayer } from './linearTransformerLayer.ts';
import { softmaxAttn } from './softmaxAttn.ts';
import type { SourceLayer } from './types.ts';
import { sourceVlaLayer } from './vlaLayer.ts';
import { vlaSequential } from './vlaSequential.ts';
import { vlaV3 } from './vlaV3.ts';
import { vlaV3Attn } from './vlaV3Attn.ts';

/** Every attention class of the source, by its name there. */
export const sourceLayers = {
  VLAv3: vlaV3,
  VLALayer: sourceVlaLayer,
  VLASequential: vlaSequential,
  DeltaNetLayer: sourceDeltaNetLayer,
  LinearTransformerLayer: linearTransformerLayer,
  VLAv3Attn: vlaV3Attn,
  DeltaNetAttn: deltaNetAttn,
  LinearAttn: linearAttn,
  SoftmaxAttn: softmaxAttn,
} as const satisfies Readonly<Record<string, SourceLayer>>;

export type SourceLayerName = keyof typeof sourceLayers;
export const sourceLayerNames = Object.keys(sourceLayers) as SourceLayerName[];
