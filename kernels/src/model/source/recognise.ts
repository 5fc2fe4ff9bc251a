import { ArgumentError } from '../../errors.ts';
import { sourceLayerNames, sourceLayers } from '../../layers/source/index.ts';
import type { SourceLayerName } from '../../layers/source/index.ts';
import { checkKeys, choiceOption } from '../../ops/validation/options.ts';
import { elementCount } from '../../tensor.ts';
import { decodeSafetensors } from '../safetensors.ts';
import type { PassedOver, TensorFile } from '../safetensors.ts';
import type { SourceSizes } from '../../layers/source/types.ts';
import type { SourceTensors, SourceWeight } from '../../layers/source/weights.ts';
import { checkSizes } from './blocks.ts';
import { sourceModelNames } from './forms.ts';
import type { SourceModelName } from './forms.ts';
import { sourceModels } from './index.ts';
import { checkTensors } from './names.ts';
import type { SourceModelOptions, SourcePlan } from './types.ts';
import { oneOf } from '../../shapes.ts';

export type SourceClass = SourceLayerName | SourceModelName;

/** Every class of the source that a file may be of. */
export const sourceClasses = [...sourceLayerNames, ...sourceModelNames];

export interface SourceCall {
  /** The class of the source. Default: the one whose names the file has. */
  readonly class?: SourceClass;
  /** What a file does not say, such as heads and lambda0. Defaults: those of the class. */
  readonly options?: SourceModelOptions;
  /** The file's names for tensors that it has under others than the class: {'W_q.weight': 'query.w'}. */
  readonly names?: Readonly<Record<string, string>>;
}

/** What a file is, and where its numbers go. */
export interface SourceFile {
  readonly class: SourceClass;
  readonly options: SourceModelOptions;
  /** Our weights, and the names and shapes that they have in the file. */
  readonly weights: readonly SourceWeight[];
  /** Numbers in them. */
  readonly parameters: number;
  /** What nothing depends on: counters, and the network for λ_t of a whole model. */
  readonly passedOver: Readonly<Record<string, PassedOver>>;
}

/** The same, with all that making it takes. */
export interface ReadSource extends SourceFile {
  readonly tensors: SourceTensors;
  readonly part: { readonly layer: SourceLayerName; readonly sizes: SourceSizes } | { readonly plan: SourcePlan };
}

/**
 * Reads a PyTorch model's safetensors file, and finds out which class it is of.
 *
 * @throws ArgumentError for a file that can't be read, is of no known class, or does not fit the options; names that are missing, left over or of
 *   other shapes are all listed
 */
export function readSource(bytes: Uint8Array | ArrayBuffer, call: SourceCall = {}): ReadSource {
  checkKeys('call', call, ['class', 'options', 'names']);
  const file = decodeSafetensors(bytes);
  checkFiniteWeights(file);
  const read = readFile(file, call);
  checkTensors(read.weights, read.tensors);
  return read;
}

/**
 * Every class whose names and shapes a file has. One is certain; of several, the file does not say which it is.
 *
 * @throws ArgumentError for a file that can't be read
 */
export function fittingClasses(bytes: Uint8Array | ArrayBuffer): SourceClass[] {
  const file = decodeSafetensors(bytes);
  return sourceClasses.filter((name) => {
    try {
      const { weights, tensors } = readFile(file, { class: name });
      checkTensors(weights, tensors);
      return true;
    } catch (error) {
      if (error instanceof ArgumentError) return false;
      throw error;
    }
  });
}

/** What a class takes that no file says: heads, lambda0 and the like. */
export function sourceOptions(name: SourceClass): readonly (keyof SourceModelOptions)[] {
  checkClass('name', name);
  return name in sourceModels
    ? sourceModels[name as SourceModelName].options
    : sourceLayers[name as SourceLayerName].options;
}

/** Throws ArgumentError unless a name is that of a class of the source. */
export function checkClass(argument: string, name: unknown): void {
  oneOf(...sourceClasses)(argument, name);
}

function readFile(file: TensorFile, call: SourceCall): ReadSource {
  const tensors = renamed(file.tensors, call.names ?? {});
  const name = classOf(tensors, call.class);
  const { options = {} } = call;
  checkKeys('options', options, ['dModel', ...sourceOptions(name)]);
  const read = name in sourceModels ? modelOf(name as SourceModelName) : layerOf(name as SourceLayerName);
  const { weights, passedOver, ...rest } = read;
  const parameters = weights.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  return { class: name, options, weights, parameters, passedOver: { ...file.passedOver, ...passedOver }, ...rest };

  function modelOf(model: SourceModelName) {
    const plan = sourceModels[model].plan(tensors, options);
    const { passedOver: idle } = plan;
    return { weights: [...plan.weights, ...plan.classHead], passedOver: idle, tensors: plan.tensors, part: { plan } };
  }

  function layerOf(layer: SourceLayerName) {
    const sizes = sourceLayers[layer].sizes(tensors);
    const { dHead } = options;
    checkSizes(options, { dModel: sizes.modelDim, rank: sizes.rank, hiddenDim: sizes.hidden });
    checkSizes({ dHead }, { dHead: sizes.width });
    return { weights: sourceLayers[layer].weights(sizes), passedOver: {}, tensors, part: { layer, sizes } };
  }
}

function classOf(tensors: SourceTensors, asked: SourceClass | undefined): SourceClass {
  if (asked !== undefined) {
    return choiceOption({ name: 'class', value: asked, fallback: asked, choices: sourceClasses });
  }
  const names = new Set(Object.keys(tensors));
  const found = sourceClasses.find((name) =>
    (name in sourceModels ? sourceModels[name as SourceModelName] : sourceLayers[name as SourceLayerName]).recognises(
      names,
    ),
  );
  if (found) return found;
  const some = [...names].slice(0, 6).join(', ');
  throw new ArgumentError('file', `has names of no known class (${some}); expected one of ${sourceClasses.join(', ')}`);
}

/** The file's tensors under the names that the class has for them. */
function renamed(tensors: SourceTensors, names: Readonly<Record<string, string>>): SourceTensors {
  checkKeys('names', names, Object.keys(names));
  const expected = new Map(Object.entries(names).map(([theirs, inFile]) => [inFile, theirs]));
  for (const name of expected.keys()) {
    if (!Object.hasOwn(tensors, name)) throw new ArgumentError('names', `names "${name}", which is not in the file`);
  }
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [expected.get(name) ?? name, tensor]));
}

function checkFiniteWeights({ tensors }: TensorFile): void {
  for (const [name, { data }] of Object.entries(tensors)) {
    const bad = data.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw new ArgumentError('file', `has ${bad} in ${name}; expected finite numbers`);
  }
}
