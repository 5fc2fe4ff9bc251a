import { ArgumentError } from '../../errors.ts';
import { sourceLayers } from '../../layers/source/index.ts';
import { giveWeights } from '../../layers/source/weights.ts';
import type { SourceWeight } from '../../layers/source/weights.ts';
import type { TransformerConfig } from '../config.ts';
import { readParameters } from '../files.ts';
import { encodeSafetensors } from '../safetensors.ts';
import { presetSizes } from '../size.ts';
import type { VLATransformer } from '../transformer.ts';
import { blockWeights } from './blocks.ts';
import type { BlockNames } from './blocks.ts';
import type { SourceModelName } from './forms.ts';
import { headWeights, lraNames } from './lraModel.ts';
import { tinyNames } from './tinyLm.ts';
import { aModel } from '../shapes.ts';

/**
 * A model that was made here, as a PyTorch file (safetensors) of the source's class that it is: TinyLM where its head is tied, LRAModel where
 * it is not and has a bias.
 *
 * @throws ArgumentError for a model that is none of theirs: it needs one of their presets, GELU by erf, and a head as theirs
 */
export async function saveSource(model: VLATransformer): Promise<Uint8Array<ArrayBuffer>> {
  aModel('model', model);
  const tensors = giveWeights(sourceWeights(model.config), await readParameters(model));
  return encodeSafetensors({ tensors, metadata: { format: 'pt' } });
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
