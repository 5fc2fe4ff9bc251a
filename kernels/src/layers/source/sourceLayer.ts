import { layerArguments, positiveInteger } from '../arguments.ts';
import type { AttentionLayer, LayerArgs } from '../attentionLayer.ts';
import { oneOf } from '../../shapes.ts';
import { checkChoices, noChoice } from './choices.ts';
import { sourceLayerNames, sourceLayers } from './index.ts';
import type { SourceLayerName } from './index.ts';
import { DEFAULT_HEADS, DEFAULT_RANK } from './types.ts';
import type { LayerOptions, SourceLayer, SourceOptions, SourceSizes } from './types.ts';
import type { SourceWeight } from './weights.ts';

/** What a layer of the source is made with. Its class takes some of the options, and leaves no choice of the others. */
export interface SourceLayerArgs extends LayerArgs, Omit<SourceOptions, 'dModel' | 'dHead'> {
  /** The source's name for it. */
  readonly class: SourceLayerName;
  /** Size of the input and output vectors. */
  readonly modelDim: number;
  /** Size of a head's keys, queries and values. Default modelDim / heads; VLALayer, VLASequential, DeltaNetLayer and LinearTransformerLayer take another. */
  readonly headDim?: number;
  /** Fixes the initial weights: an integer from 1 − 2⁵³ to 2⁵³ − 1001. Default: different ones every time. */
  readonly seed?: number;
}

const ARGUMENTS = [
  ...['class', 'modelDim', 'heads', 'headDim', 'lambda0', 'nudge', 'deltaFloor', 'rank', 'hiddenDim'],
  'seed',
];

/**
 * One of the source's attention classes, [B,T,modelDim] → [B,T,modelDim], as a layer with weights of its own: biases, nudge, λ0 and all else
 * are as the class has them unless they are said. Matrices begin Glorot-uniform and biases at 0, as those of our layers.
 *
 * @throws ArgumentError that names the argument, for values that none can have and for those that the class leaves no choice of
 */
export function sourceLayer(args: SourceLayerArgs): AttentionLayer {
  const { class: name, modelDim, headDim, rank, seed, ...given } = layerArguments(args, ARGUMENTS);
  const { heads, lambda0, nudge, deltaFloor, hiddenDim, ...rest } = given;
  oneOf(...sourceLayerNames)('class', name);
  const layer: SourceLayer = sourceLayers[name];
  const sizes = sizesOf(layer, { modelDim, heads, headDim, rank, lambda0, hiddenDim });
  const options = { heads, lambda0, nudge, deltaFloor, hiddenDim };
  for (const option of ['nudge', 'deltaFloor', 'hiddenDim'] as const) {
    if (!layer.options.includes(option) && options[option] !== undefined)
      throw noChoice(layer, option, options[option], 'none');
  }
  return makeSourceLayer(name, sizes, { ...options, seed, args: rest });
}

function sizesOf(layer: SourceLayer, given: Omit<SourceLayerArgs, 'class'>): SourceSizes {
  const modelDim = positiveInteger('modelDim', given.modelDim);
  const heads = positiveInteger('heads', given.heads ?? DEFAULT_HEADS);
  const rank = positiveInteger('rank', given.rank ?? DEFAULT_RANK);
  const headDim = given.headDim === undefined ? modelDim / heads : positiveInteger('headDim', given.headDim);
  checkChoices(layer, { modelDim, heads, headDim, rank, lambda0: given.lambda0 });
  const width = heads * headDim;
  const hidden = layer.options.includes('hiddenDim') ? positiveInteger('hiddenDim', given.hiddenDim ?? 4 * width) : 0;
  return { modelDim, width, rank, hidden };
}

/** A layer itself does not say which class it is. */
const weightsOfMade = new WeakMap<AttentionLayer, readonly SourceWeight[]>();

/** A layer of a class, in sizes that are known. */
export function makeSourceLayer(name: SourceLayerName, sizes: SourceSizes, options: LayerOptions): AttentionLayer {
  const layer = sourceLayers[name].layer(sizes, options);
  weightsOfMade.set(layer, sourceLayers[name].weights(sizes));
  return layer;
}

/** Where the weights of a layer go in a file of the class that it was made as; null for one of no class. */
export function sourceLayerWeights(layer: AttentionLayer): readonly SourceWeight[] | null {
  return weightsOfMade.get(layer) ?? null;
}
