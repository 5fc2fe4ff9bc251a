import { ArgumentError } from '../../errors.ts';
import type { OperatorName } from '../../ops/labels.ts';
import { isNonNegative } from '../../ops/validation/options.ts';
import { fields, integer, optional, shape } from '../../shapes.ts';
import type { AttentionLayer, LayerArgs } from '../attentionLayer.ts';
import type { SourceTensors, SourceWeight } from './weights.ts';

/** What the source's classes are made with, in our words; a class takes some of them. */
export interface SourceOptions {
  /** Default: as the file has it. */
  readonly dModel?: number;
  /** Size of a head where it is not dModel / heads. Default: as the file has it. */
  readonly dHead?: number;
  readonly heads?: number;
  readonly lambda0?: number;
  /** null: none. Default: that of the class. */
  readonly nudge?: { readonly period: number; readonly epsilon: number } | null;
  readonly deltaFloor?: number;
  readonly rank?: number;
  /** Width of the network for λ_t. Default: as the file has it. */
  readonly hiddenDim?: number;
}

/** Heads of every class, and penalty directions per token of a class that has them, where nothing is said. */
export const DEFAULT_HEADS = 1;
export const DEFAULT_RANK = 1;

/** The same, and what every layer can be made with. */
export interface LayerOptions extends SourceOptions {
  readonly seed?: number;
  readonly args?: LayerArgs;
}

/** What weights depend on. */
export interface SourceSizes {
  readonly modelDim: number;
  /** Of all heads. */
  readonly width: number;
  readonly rank: number;
  /** Width of the network for λ_t; 0 where there is none. */
  readonly hidden: number;
  /** Whether queries, keys and values are one matrix. Default no. */
  readonly packed?: boolean;
}

/** A class of the source as a preset of one of our layers. */
export interface SourceLayer {
  /** Theirs. */
  readonly name: string;
  /** What its layer computes with. */
  readonly mixer: OperatorName;
  /** Options beside dModel that it takes. */
  readonly options: readonly (keyof SourceOptions)[];
  /** Its λ0, where it has one. */
  readonly lambda0?: number;
  /** Whether a file's names are its own. They are told apart by one name each; see {@link SourceLayer.weights} for all. */
  recognises(names: ReadonlySet<string>): boolean;
  /** Whether they can be its own where the class is said. Default: as {@link SourceLayer.recognises}. */
  accepts?(names: ReadonlySet<string>): boolean;
  /** The sizes that a file has. */
  sizes(tensors: SourceTensors): SourceSizes;
  layer(sizes: SourceSizes, options: LayerOptions): AttentionLayer;
  weights(sizes: SourceSizes): SourceWeight[];
}

/** The sizes of a file whose queries are projected by `from`, with directions and a network of the penalty under other names. */
export function sizesFrom(
  tensors: SourceTensors,
  { from, directions, hidden }: { readonly from: string; readonly directions?: string; readonly hidden?: string },
): SourceSizes {
  const [width, modelDim] = matrixSizes(tensors, `${from}.weight`);
  return {
    modelDim,
    width,
    rank: directions ? Math.max(1, Math.floor(matrixSizes(tensors, `${directions}.weight`)[0] / width)) : 1,
    hidden: hidden && Object.hasOwn(tensors, `${hidden}.weight`) ? matrixSizes(tensors, `${hidden}.weight`)[0] : 0,
  };
}

/** The sizes [rows, columns] of a matrix in a file. */
export function matrixSizes(tensors: SourceTensors, name: string): readonly [number, number] {
  const shape = Object.hasOwn(tensors, name) ? tensors[name]!.shape : null;
  if (shape === null) throw new ArgumentError('file', `lacks ${name}`);
  if (shape.length !== 2 || shape.some((size) => size < 1)) {
    throw new ArgumentError('file', `has ${name} of the shape [${shape.join(', ')}]; expected a matrix`);
  }
  return shape as unknown as readonly [number, number];
}

/** Arguments of a layer: the sizes, and a bias in every projection. */
export function common({ modelDim, width }: SourceSizes, { heads = DEFAULT_HEADS, seed, args }: LayerOptions) {
  if (!Number.isSafeInteger(heads) || heads < 1 || width % heads !== 0) {
    throw new ArgumentError('heads', `was ${heads}; expected a divisor of ${width}, the width of the projections`);
  }
  return { ...args, modelDim, heads, headDim: width / heads, useBias: true, seed };
}

const nonNegative = shape('a finite number of at least 0', (value) => isNonNegative(value as number));
const aNudge = fields({ period: integer(0), epsilon: nonNegative });

/** The nudge and the floor of a class, unless options say others. Throws ArgumentError where they can't be used. */
export function stabilization(
  { nudge, deltaFloor }: SourceOptions,
  defaults: { readonly period: number; readonly epsilon: number; readonly deltaFloor: number },
) {
  optional(nonNegative)('deltaFloor', deltaFloor);
  if (nudge !== null) optional(aNudge)('nudge', nudge);
  const { period, epsilon } = nudge === undefined ? defaults : (nudge ?? { period: 0, epsilon: 0 });
  return { period, epsilon, deltaFloor: deltaFloor ?? defaults.deltaFloor };
}
