import { tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';
import { formatShape } from '../ops/validation/describe.ts';
import type { TransformerOptions } from './config.ts';
import type { Parameter } from './parts.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';
import type { TensorFile } from './safetensors.ts';
import { VLATransformer } from './transformer.ts';

/** The model as a safetensors file: every weight by its name, and the configuration as the text "config". */
export async function saveTransformer(model: VLATransformer): Promise<Uint8Array<ArrayBuffer>> {
  return encodeSafetensors({
    tensors: await readParameters(model),
    metadata: { format: 'vla-transformer', config: JSON.stringify(model.config) },
  });
}

/** The model of a file that {@link saveTransformer} made. Throws ArgumentError where weights are missing or misshapen. */
export function loadTransformer(bytes: Uint8Array): VLATransformer {
  const file = decodeSafetensors(bytes);
  const model = new VLATransformer(configOf(file));
  try {
    assignParameters(model, file.tensors);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}

/** The configuration stored in a file. */
export function configOf({ metadata }: TensorFile): TransformerOptions {
  if (typeof metadata['config'] !== 'string') throw new ArgumentError('file', 'holds no configuration of a model');
  return JSON.parse(metadata['config']) as TransformerOptions;
}

/** The weights by name, in ordinary memory. */
export async function readParameters({ parameters }: VLATransformer): Promise<TensorFile['tensors']> {
  const read = async ({ name, variable }: Parameter) =>
    [name, { shape: variable.shape, data: (await variable.data()) as Float32Array }] as const;
  return Object.fromEntries(await Promise.all(parameters.map(read)));
}

/** Overwrites the model's weights; tensors under other names are left alone. */
export function assignParameters({ parameters }: VLATransformer, tensors: TensorFile['tensors']): void {
  for (const { name, variable } of parameters) {
    const stored = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
    const expected = formatShape(variable.shape);
    if (!stored) throw new ArgumentError(name, `is not in the file; expected shape ${expected}`);
    const found = formatShape(stored.shape);
    if (found !== expected) throw new ArgumentError(name, `has shape ${found} in the file; expected ${expected}`);
  }
  for (const { name, variable } of parameters) {
    const { shape, data } = tensors[name];
    const value = tensor(data, [...shape], 'float32');
    variable.assign(value as never);
    value.dispose();
  }
}
