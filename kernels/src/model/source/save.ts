import { ArgumentError } from '../../errors.ts';
import { AttentionLayer } from '../../layers/index.ts';
import { sourceLayers } from '../../layers/source/index.ts';
import { sourceLayerWeights } from '../../layers/source/sourceLayer.ts';
import type { SourceWeight } from '../../layers/source/weights.ts';
import type { TransformerConfig } from '../config.ts';
import { readParameters } from '../files.ts';
import { presetSizes } from '../size.ts';
import type { VLATransformer } from '../transformer.ts';
import { blockWeights } from './blocks.ts';
import type { BlockNames } from './blocks.ts';
import type { SourceModelName } from './forms.ts';
import { encodeSource } from './encode.ts';
import { headWeights, lraNames } from './lraModel.ts';
import { tinyNames } from './tinyLm.ts';
import { aModel } from '../shapes.ts';

/**
 * A model or a layer that was made here, as a PyTorch file (safetensors) of the source's class that it is: of models TinyLM where the head is tied,
 * LRAModel where it is not and has a bias; of layers the class that `sourceLayer` made it as, or that its file was of.
 *
 * @throws ArgumentError for a model that is none of theirs: it needs one of their presets, GELU by erf, and a head as theirs; and for any other layer
 */
export async function saveSource(model: VLATransformer | AttentionLayer): Promise<Uint8Array<ArrayBuffer>> {
  if (model instanceof AttentionLayer) return encodeSource(weightsOfLayer(model), await model.namedWeights());
  aModel('model', model);
  return encodeSource(sourceWeights(model.config), await readParameters(model));
}

function weightsOfLayer(layer: AttentionLayer): readonly SourceWeight[] {
  const weights = sourceLayerWeights(layer);
  if (weights) return weights;
  const problem = `is a ${layer.getClassName()} that was made as no class of the source; sourceLayer makes one`;
  throw new ArgumentError('model', problem);
}

/** Where the weights of a model go in a file of the source's class that it is. */
export function sourceWeights(config: TransformerConfig): SourceWeight[] {
  const { vocabulary, length, modelDim, layers, heads, feedForwardDim: ff, preset, gelu, positions, classes } = config;
  const [name, names] = classOf(config);
  if (preset === 'none' || !Object.values(names.form.attention).includes(preset)) {
    const choices = Object.values(names.form.attention).join(', ');
    throw new ArgumentError('model', `has the preset "${preset}"; ${name} of the source has one of ${choices}`);
  }
  if (name === 'LRAModel' && heads !== 1) {
    throw new ArgumentError('model', `has ${heads} heads; LRAModel of the source has one`);
  }
  if (gelu !== 'erf') throw new ArgumentError('model', `has the gelu "${gelu}"; ${name} of the source has "erf"`);
  const otherwise = [
    ...(ff === 0 ? ['no feed-forward network'] : []),
    ...(positions === 'none' ? ['no positional vectors'] : []),
    ...(classes > 0 ? [`a head of ${classes} classes`] : []),
  ];
  if (otherwise.length > 0) {
    throw new ArgumentError('model', `has ${otherwise.join(' and ')}, which no ${name} of the source has`);
  }
  const layer = sourceLayers[preset];
  const sizes = { ...presetSizes(config), hidden: 0 };
  const weights = blockWeights(names, { vocabulary, length, modelDim, layers, ff, layer, sizes });
  return name === 'TinyLM' ? weights : [...weights, ...headWeights({ vocabulary, modelDim })];
}

function classOf({ tiedHead, headBias }: TransformerConfig): readonly [SourceModelName, BlockNames] {
  if (tiedHead && !headBias) return ['TinyLM', tinyNames];
  if (!tiedHead && headBias) return ['LRAModel', lraNames];
  throw new ArgumentError(
    'model',
    `has a head that is ${tiedHead ? 'tied' : 'not tied'}, ${headBias ? 'with' : 'without'} a bias; expected one that is tied (TinyLM) or has a bias (LRAModel)`,
  );
}
