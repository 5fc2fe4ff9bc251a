import type { SourceLayerName } from '../../../layers/source/index.ts';
import { deltaNetAttn } from './deltaNetAttn.ts';
import { deltaNetLayer } from './deltaNetLayer.ts';
import { linearAttn, linearTransformerLayer } from './linearAttention.ts';
import { residual } from './residual.ts';
import { softmaxAttn } from './softmaxAttn.ts';
import type { Attention } from './types.ts';
import { vlaV3 } from './vlaV3.ts';
import { vlaV3Attn } from './vlaV3Attn.ts';

/** Every attention class of the source, by its name there. */
export const attention: Readonly<Record<SourceLayerName, Attention>> = {
  VLAv3: vlaV3,
  VLALayer: residual('penalty_builder', 'penalized'),
  VLASequential: residual('penalty', 'memory'),
  DeltaNetLayer: deltaNetLayer,
  LinearTransformerLayer: linearTransformerLayer,
  VLAv3Attn: vlaV3Attn,
  DeltaNetAttn: deltaNetAttn,
  LinearAttn: linearAttn,
  SoftmaxAttn: softmaxAttn,
};
