import type { SourceLayerName } from '../../../layers/source/index.ts';
import type { SourceOptions } from '../../../layers/source/types.ts';
import type { SourceTensors } from '../../../layers/source/weights.ts';
import type { HostTensor } from '../../../tensor.ts';
import type { SourceModelOptions } from '../types.ts';

/** Numbers in float64: of tokens [B,T,width], or of their heads [B,H,T,size]. */
export type Numbers = HostTensor<Float64Array>;

/** A class of attention: [B,T,dModel] → [B,T,dModel], with the tensors of a file by their names there, and what no file says. */
export type Attention = (x: Numbers, weights: SourceTensors, options: SourceOptions) => Numbers;

/** What a class gives for an input: of a layer vectors [B,T,dModel], of a model logits [B,T,vocabulary], and where it has them those of classes [B,classes]. */
export interface SourceNumbers {
  readonly output: Numbers;
  readonly classes?: Numbers;
}

/** A class that is a whole model, around one of attention: tokens [B,T] → logits. */
export type Model = (
  tokens: HostTensor,
  weights: SourceTensors,
  attention: SourceLayerName,
  options: SourceModelOptions,
) => SourceNumbers;
