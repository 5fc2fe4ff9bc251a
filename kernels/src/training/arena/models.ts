import type { ArenaModel, Source } from './types.ts';

/** Two blocks of width 32: for sequences that a processor trains on in minutes. */
export const tinyModel: ArenaModel = { modelDim: 32, layers: 2, heads: 2, feedForwardDim: 64 };

/** Nyströmformer's model for the arena, which many later papers compare with. Its pooling and its classes are other things. */
export const smallModel: ArenaModel = { modelDim: 64, layers: 2, heads: 2, feedForwardDim: 128 };

export const published = (text: string): Source => ({ by: 'published', text });
export const ours = (text: string): Source => ({ by: 'ours', text });

export const tinySource = ours('half the width of the small model, for sequences of some hundred tokens');

export const smallSource = published(
  'Xiong et al. 2021, “Nyströmformer”, and its code for the arena: 2 layers, width 64, 2 heads of 32, feed-forward width 128, learned positions',
);

/** What models of this size have been trained with: 1e-4 by Nyströmformer, up to 1e-3 elsewhere, and beyond. */
export const smallRates = [1e-3, 3e-4, 3e-3, 1e-2] as const;

export const ratesSource = ours(
  'small models were trained with 1e-4 (Nyströmformer) to 1e-3; the search goes from a third of the latter to ten times it',
);

/** The published rate first, then what small models have otherwise been trained with. */
export const publishedRates = [1e-4, 3e-4, 1e-3, 3e-3] as const;

export const publishedRatesSource = published('Xiong et al. 2021: 1e-4; the others of the search are ours');
