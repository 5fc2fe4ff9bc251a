import { dispose, mean, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { dense } from '../../layers/functions.ts';
import type { AttentionLayer } from '../../layers/index.ts';
import { makeSourceLayer } from '../../layers/source/sourceLayer.ts';
import { takeWeights } from '../../layers/source/weights.ts';
import type { HostTensor } from '../../tensor.ts';
import { assignParameters, readParameters } from '../files.ts';
import type { TensorFile } from '../safetensors.ts';
import { VLATransformer } from '../transformer.ts';
import { encodeSource } from './encode.ts';
import { readSource } from './recognise.ts';
import type { ReadSource, SourceCall, SourceFile } from './recognise.ts';

/** What comes out. The caller disposes it. */
export type SourceOutput = {
  /** Of a layer [B,T,dModel]; of a model the logits at every position, [B,T,vocabulary]. */
  readonly output: Tensor;
  /** Logits of the classes, [B,classes]; only of a model that has them. */
  readonly classes?: Tensor2D;
};

/** A model of a PyTorch file, on tfjs's active backend. */
export interface LoadedSource extends SourceFile {
  /** Ours, with the file's weights; null where the file is a whole model. */
  readonly layer: AttentionLayer | null;
  /** The same of a whole model. */
  readonly model: VLATransformer | null;
  /** Vectors [B,T,dModel] through a layer, or tokens [B,T] (int32) through a model. */
  forward(x: Tensor): SourceOutput;
  /** The weights as they are now, in a file of the same class: PyTorch's load_state_dict takes it, but for what was passed over. */
  save(): Promise<Uint8Array<ArrayBuffer>>;
  /** Frees the weights. */
  dispose(): void;
}

/**
 * The model of a PyTorch file (safetensors), as the source's class that its names are of, with our kernels.
 *
 * @param bytes the file, as `safetensors.torch.save_file(model.state_dict(), …)` writes it
 * @throws ArgumentError that says what is wrong with the file: names that are missing, left over or of other shapes are all listed
 */
export function loadSafetensors(bytes: Uint8Array | ArrayBuffer, call: SourceCall = {}): LoadedSource {
  const source = readSource(bytes, call);
  const { tensors, part, ...described } = source;
  const weights = takeWeights(source.weights, tensors);
  const { values, ...made } = 'plan' in part ? modelOf(part.plan, weights) : layerOf(source, part, weights);
  return { ...described, ...made, save: async () => encodeSource(source.weights, await values()) };
}

type Values = Readonly<Record<string, HostTensor>>;
type Made = Pick<LoadedSource, 'layer' | 'model' | 'forward' | 'dispose'> & { values(): Promise<Values> };

type Part<Key extends string> = Extract<ReadSource['part'], Readonly<Record<Key, unknown>>>;

function layerOf(
  { options }: ReadSource,
  { layer: name, sizes }: Part<'layer'>,
  weights: Readonly<Record<string, HostTensor>>,
): Made {
  const layer = makeSourceLayer(name, sizes, options);
  layer.setNamedWeights(weights);
  return {
    ...{ layer, model: null },
    forward: (x) => ({ output: layer.apply(x) as Tensor }),
    values: () => layer.namedWeights(),
    dispose: () => void layer.dispose(),
  };
}

function modelOf(
  { transformer, classHead }: Part<'plan'>['plan'],
  weights: Readonly<Record<string, HostTensor>>,
): Made {
  const model = new VLATransformer(transformer);
  assignParameters(model, weights as TensorFile['tensors']);
  const [matrix, bias] = classHead.map(({ name }) => {
    const { shape, data } = weights[name]!;
    return tensor(Float32Array.from(data), [...shape]);
  });
  const head = matrix && bias ? { matrix, bias } : null;
  return {
    ...{ layer: null, model },
    values: async () => {
      const ofHead = head ? [head.matrix, head.bias] : [];
      const read = ofHead.map(async (one, index) => {
        return [classHead[index]!.name, { shape: one.shape, data: await one.data<'float32'>() }] as const;
      });
      return { ...(await readParameters(model)), ...Object.fromEntries(await Promise.all(read)) };
    },
    forward: (x) =>
      tidy(() => {
        const output = model.forward(x as Tensor2D);
        if (!head) return { output };
        const pooled = mean(model.hidden(x as Tensor2D), 1);
        return { output, classes: dense(pooled, head.matrix, { bias: head.bias }) as Tensor2D };
      }),
    dispose() {
      model.dispose();
      if (head) dispose([head.matrix, head.bias]);
    },
  };
}
