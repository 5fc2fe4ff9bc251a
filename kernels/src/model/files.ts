import { tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';
import { describe, formatShape } from '../ops/validation/options.ts';
import { transformerConfig } from './config.ts';
import type { TransformerConfig, TransformerOptions } from './config.ts';
import type { Parameter } from './parts.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';
import type { TensorFile } from './safetensors.ts';
import { weightCount } from './size.ts';
import { VLATransformer } from './transformer.ts';
import { aText, fields, recordOf } from '../shapes.ts';
import { aModel, tensorsByName } from './shapes.ts';

/** The model as a safetensors file: every weight by its name, and the configuration as the text "config". */
export async function saveTransformer(model: VLATransformer): Promise<Uint8Array<ArrayBuffer>> {
  aModel('model', model);
  return encodeSafetensors({
    tensors: await readParameters(model),
    metadata: { format: 'vla-transformer', config: JSON.stringify(model.config) },
  });
}

/**
 * The model of a file that {@link saveTransformer} made.
 *
 * @throws ArgumentError where weights are missing, misshapen, not finite or not as many as the configuration has: before
 *   a model of the sizes that it names is made
 */
export function loadTransformer(bytes: Uint8Array | ArrayBuffer): VLATransformer {
  const file = decodeSafetensors(bytes);
  const options = configOf(file);
  const weights = Object.entries(file.tensors).filter(([name]) => !name.startsWith('optimizer.'));
  checkWeights(Object.fromEntries(weights), transformerConfig(options));
  const model = new VLATransformer(options);
  try {
    assignParameters(model, file.tensors);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}

/** The configuration stored in a file. Throws ArgumentError where there is none, or one that is no object. */
export function configOf(file: TensorFile): TransformerOptions {
  fields({ metadata: recordOf(aText) })('file', file);
  const { metadata } = file;
  if (typeof metadata['config'] !== 'string') throw new ArgumentError('file', 'holds no configuration of a model');
  return parseText('config', metadata['config']) as TransformerOptions;
}

/** The object in a text of a file. Throws ArgumentError for any other text. */
export function parseText(name: string, text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ArgumentError('file', `has an unreadable text "${name}" (${(error as Error).message})`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new ArgumentError('file', `has ${describe(value)} as its text "${name}"; expected an object`);
}

/** Throws ArgumentError unless a file's weights are finite, and as many as a model of the configuration has. */
export function checkWeights(weights: TensorFile['tensors'], config: TransformerConfig): void {
  let found = 0;
  for (const [name, { data }] of Object.entries(weights)) {
    const bad = data.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw new ArgumentError(name, `has ${bad} in the file; expected finite numbers`);
    found += data.length;
  }
  const needed = weightCount(config);
  if (found !== needed) {
    throw new ArgumentError('file', `has ${found} weights; the model that it describes has ${needed}`);
  }
}

/** The weights by name, in ordinary memory; they are copies. */
export async function readParameters(model: VLATransformer): Promise<TensorFile['tensors']> {
  aModel('model', model);
  const { parameters } = model;
  const read = async ({ name, variable }: Parameter) =>
    [name, { shape: variable.shape, data: Float32Array.from(await variable.data()) }] as const;
  return Object.fromEntries(await Promise.all(parameters.map(read)));
}

/** Overwrites the model's weights with copies; tensors under other names are left alone. */
export function assignParameters(model: VLATransformer, tensors: TensorFile['tensors']): void {
  aModel('model', model);
  tensorsByName('tensors', tensors);
  const { parameters } = model;
  for (const { name, variable } of parameters) {
    const stored = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
    const expected = formatShape(variable.shape);
    if (!stored) throw new ArgumentError(name, `is not in the file; expected shape ${expected}`);
    const found = formatShape(stored.shape);
    if (found !== expected) throw new ArgumentError(name, `has shape ${found} in the file; expected ${expected}`);
  }
  for (const { name, variable } of parameters) {
    const { shape, data } = tensors[name];
    // tfjs keeps the array that it is given, which stays the caller's.
    const value = tensor(data.slice(), [...shape], 'float32');
    variable.assign(value as never);
    value.dispose();
  }
}
