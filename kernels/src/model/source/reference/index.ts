import type { SourceLayerName } from '../../../layers/source/index.ts';
import { checkRank, checkShape } from '../../../ops/validation/tensors.ts';
import type { HostTensor } from '../../../tensor.ts';
import type { SourceModelName } from '../forms.ts';
import type { ReadSource } from '../recognise.ts';
import { attention } from './attention.ts';
import { lraModel } from './lraModel.ts';
import { tinyLm } from './tinyLm.ts';
import type { Model, SourceNumbers } from './types.ts';

const models: Readonly<Record<SourceModelName, Model>> = { TinyLM: tinyLm, LRAModel: lraModel };

/**
 * What a class of the source gives for an input, in float64, from the tensors of its file: what every backend answers to. Written from the
 * formulas of the classes around this package's references, and from none of the layers that are checked against it.
 *
 * @param input vectors [B,T,dModel] of a layer, tokens [B,T] of a model
 * @throws ArgumentError for options that do not fit the file, and for an input that is none of the class
 */
export function sourceReference({ class: name, tensors, options, part }: ReadSource, input: HostTensor): SourceNumbers {
  if ('plan' in part) {
    return models[name as SourceModelName](input, tensors, part.plan.transformer.preset as SourceLayerName, options);
  }
  const letters = '[B,T,dModel]';
  checkRank('input', input.shape, [3], letters);
  const [B, T] = input.shape as [number, number];
  checkShape('input', input.shape, [B, T, part.sizes.modelDim], letters);
  const x = { shape: input.shape, data: Float64Array.from(input.data) };
  return { output: attention[name as SourceLayerName](x, tensors, options) };
}
