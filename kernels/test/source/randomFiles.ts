import * as tf from '@tensorflow/tfjs-core';
import { sourceLayers } from '../../src/layers/source/index.ts';
import type { SourceLayerName } from '../../src/layers/source/index.ts';
import type { SourceSizes } from '../../src/layers/source/types.ts';
import { giveWeights } from '../../src/layers/source/weights.ts';
import { decodeSafetensors, encodeSafetensors, saveSource, VLATransformer } from '../../src/model/index.ts';
import type { TransformerOptions } from '../../src/model/index.ts';
import { seededRandom } from '../../src/random.ts';
import { elementCount } from '../../src/tensor.ts';

type Random = ReturnType<typeof seededRandom>;
interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Random numbers as a trained layer's: scales near 1, matrices that keep lengths, and biases that are not zero. */
function randomWeight(name: string, shape: readonly number[], random: Random): Numbers {
  const data = random.fillNormal(new Float32Array(elementCount(shape)));
  const isMatrix = shape.length > 1 && shape.at(-2)! > 1;
  const scale = isMatrix ? 1 / Math.sqrt(shape.at(-2)!) : 0.3;
  const start = name.endsWith('gamma') ? 1 : 0;
  return { shape, data: data.map((value) => start + scale * value) };
}

/** A PyTorch file of one of the source's layers. */
export function layerFile(name: SourceLayerName, sizes: SourceSizes, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const weights = sourceLayers[name].weights(sizes);
  const ours = Object.fromEntries(weights.map((one) => [one.name, randomWeight(one.name, one.shape, random)]));
  return encodeSafetensors({ tensors: giveWeights(weights, ours), metadata: { format: 'pt' } });
}

/** A PyTorch file of one of the source's models, TinyLM or LRAModel by its preset, with a head of classes where there are any. */
export async function modelFile(
  options: TransformerOptions & { readonly preset: SourceLayerName },
  classes: number,
  seed: number,
): Promise<Uint8Array> {
  const isTiny = options.preset.endsWith('Attn');
  const model = new VLATransformer({ ...options, gelu: 'erf', ...(!isTiny && { tiedHead: false, headBias: true }) });
  const random = seededRandom(seed);
  for (const { name, variable } of model.parameters) {
    const { shape, data } = randomWeight(name, variable.shape, random);
    variable.assign(tf.tensor(data, [...shape]));
  }
  const { tensors } = decodeSafetensors(await saveSource(model));
  const { modelDim } = model.config;
  model.dispose();
  const head = {
    'cls_head.weight': randomWeight('matrix', [classes, modelDim], random),
    'cls_head.bias': randomWeight('bias', [classes], random),
  };
  return encodeSafetensors({ tensors: { ...tensors, ...(classes > 0 && head) }, metadata: { format: 'pt' } });
}
