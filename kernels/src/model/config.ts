import { ArgumentError } from '../errors.ts';
import { featuresOption } from '../layers/featureMaps.ts';
import type { FeatureMap } from '../layers/featureMaps.ts';
import { strengthLimitOption } from '../layers/deltaNetLayer.ts';
import { checkChoices } from '../layers/source/choices.ts';
import { sourceLayers } from '../layers/source/index.ts';
import type { SourceLayerName } from '../layers/source/index.ts';
import { DEFAULT_HEADS } from '../layers/source/types.ts';
import type { SourceLayer } from '../layers/source/types.ts';
import type { PenaltyScope, VLAVariant } from '../layers/vlaLayer.ts';
import type { OperatorName } from '../ops/labels.ts';
import { checkKeys, choiceOption, flagOption, isCount, numberOption } from '../ops/validation/options.ts';
import { fields as withFields, integer } from '../shapes.ts';
import { withLayerPreset } from './source/forms.ts';
import type { SourceModelName } from './source/forms.ts';

/** The operators that have a layer, which can be the mixer of a block. */
export const mixerNames = [
  'vla',
  'deltanet',
  'gatedDelta',
  'linear',
  'softmax',
] as const satisfies readonly OperatorName[];

export type MixerName = (typeof mixerNames)[number];

/** What a transformer is made of. Numbers, strings and booleans only, so that it can be stored beside the weights. */
export interface TransformerConfig {
  /** Tokens are 0, …, vocabulary − 1. */
  readonly vocabulary: number;
  /** Longest sequence. Without positional vectors nothing depends on it, and longer ones are read, too. */
  readonly length: number;
  /** What carries information from token to token. Default "vla". */
  readonly mixer: MixerName;
  /** Size of the vector of a token. Default 64. */
  readonly modelDim: number;
  /** Blocks of mixer and feed-forward network. Default 2. */
  readonly layers: number;
  /** Heads of each mixer. Default 2, or 1 with a preset, which may leave no choice of them. */
  readonly heads: number;
  /** Size of a head's queries, keys and values. Default modelDim / heads, of which a preset may leave no choice. */
  readonly headDim: number;
  /** Width of the feed-forward networks; 0 leaves them out. Default 4·modelDim. */
  readonly feedForwardDim: number;
  /** Taps of the short convolution on queries, keys and values, for every mixer alike; 0 (default) for none. */
  readonly convolution: number;
  /** Adds a learned vector for each position ("learned", default) or nothing ("none"). */
  readonly positions: 'learned' | 'none';
  /** Uses the token embedding as output matrix, too. Default true. */
  readonly tiedHead: boolean;
  /**
   * What the head chooses from: so many classes, each of which stands for a token, or every token (0, default). A tied head then has the
   * rows of those tokens alone.
   */
  readonly classes: number;
  /** The token of the first class; those of the others follow. Default 0. */
  readonly firstClass: number;
  /**
   * What a head of classes reads: the position that is asked ("last", default), or the mean of it and all tokens before it ("mean"), which at the last
   * token is the mean over time. Padding has no part in it.
   */
  readonly pooling: 'last' | 'mean';
  /** Whether the head adds a vector. Default false. */
  readonly headBias: boolean;
  /** The activation of the feed-forward networks: x Φ(x) by the error function ("erf"), or approximated ("tanh", default). */
  readonly gelu: 'tanh' | 'erf';
  /**
   * The mixer as one of the source's classes has it, biases and every default included, under its name there; "none" (default): as ours has it.
   * Options beside it are those that the class takes; of the others it leaves no choice.
   */
  readonly preset: 'none' | SourceLayerName;
  /**
   * What a gradient computes a second time, so that it need not be kept from the forward pass until then: "nothing" (default), or what is
   * within the "blocks", of which the inputs alone are kept. Then a step needs memory for one block, however many there are, and a third
   * more time. The numbers are the same.
   */
  readonly recompute: 'nothing' | 'blocks';
  /**
   * Which form of VLA the mixer "vla" is, as VLALayer has it. Default "v3". The memories of "v1" and "v2" have no bound of their own
   * unless keys are short.
   */
  readonly variant: VLAVariant;
  /** What makes features of queries and keys in the mixers "vla" (v3) and "linear". Default "elu+1". */
  readonly features: FeatureMap;
  /** λ0 of the mixer "vla". Default 0.1, or that of the preset. */
  readonly lambda0: number;
  /** Penalty directions per token of the mixer "vla". Default 1; of the presets, VLALayer and VLASequential take others. */
  readonly rank: number;
  /**
   * Whether a head's penalty directions in the mixer "vla" come from its own keys ("head", default) or from those of all heads together
   * ("model", at rank 1), as in the published comparison.
   */
  readonly penaltyScope: PenaltyScope;
  /** What the write strength β of the mixer "deltanet" stays below, above 0 and at most 2; above 1, steps can turn the sign of what is held. Default 1. */
  readonly strengthLimit: number;
  /** Whether each head of the mixer "deltanet" normalizes what it reads. Default false. */
  readonly normalizeReadout: boolean;
  /** Fixes the initial weights. Default 0. */
  readonly seed: number;
}

/** What must be said, and what may be. */
export type TransformerOptions = Pick<TransformerConfig, 'vocabulary' | 'length'> &
  Partial<Omit<TransformerConfig, 'preset'>> & {
    /**
     * As in the configuration, or a model of the source: "TinyLM" or "LRAModel". A model's name stands for the preset of its attention, which the
     * mixer chooses (VLA by default), and for GELU by erf, positional vectors, and its head: tied in TinyLM, of its own with a bias in LRAModel.
     */
    readonly preset?: TransformerConfig['preset'] | SourceModelName;
  };

/** The same, with the preset of a layer. */
type LayerOptions = Pick<TransformerConfig, 'vocabulary' | 'length' | 'preset'> & Partial<TransformerConfig>;

const fields: readonly (keyof TransformerConfig)[] = [
  'vocabulary',
  'length',
  'mixer',
  'modelDim',
  'layers',
  'heads',
  'headDim',
  'feedForwardDim',
  'convolution',
  'positions',
  'tiedHead',
  'classes',
  'firstClass',
  'pooling',
  'headBias',
  'gelu',
  'preset',
  'recompute',
  'variant',
  'features',
  'lambda0',
  'rank',
  'penaltyScope',
  'strengthLimit',
  'normalizeReadout',
  'seed',
];

/** λ0 of our own mixer. */
const LAMBDA0 = 0.1;

/**
 * Fills in the defaults: ours, or with a preset those of its class.
 *
 * @throws ArgumentError that names the first field that can't be used, or that the preset leaves no choice of
 */
export function transformerConfig(options: TransformerOptions): TransformerConfig {
  checkKeys('transformer', options, fields);
  const config = withDefaults(withLayerPreset(options));
  if (config.preset !== 'none') {
    const lambda0 = config.lambda0 === LAMBDA0 ? undefined : config.lambda0;
    checkChoices(sourceLayers[config.preset], { ...config, lambda0 });
  }
  return config;
}

function withDefaults(options: LayerOptions): TransformerConfig {
  const atLeast = (least: number) => (name: keyof TransformerConfig, fallback?: number) =>
    numberOption({
      name,
      value: options[name],
      fallback,
      expected: `an integer of at least ${least}`,
      accept: (value) => Number.isSafeInteger(value) && value >= least,
    });
  const size = atLeast(1);
  const { preset } = options;
  const modelDim = size('modelDim', 64);
  const heads = size('heads', preset === 'none' ? 2 : DEFAULT_HEADS);
  if (options.headDim === undefined && modelDim % heads !== 0) {
    throw new ArgumentError('headDim', `was undefined, and modelDim ${modelDim} does not divide by ${heads} heads`);
  }
  const vocabulary = atLeast(2)('vocabulary');
  return {
    vocabulary,
    length: size('length'),
    mixer: mixerOf(options),
    preset,
    modelDim,
    layers: size('layers', 2),
    heads,
    headDim: size('headDim', modelDim / heads),
    feedForwardDim: atLeast(0)('feedForwardDim', 4 * modelDim),
    convolution: atLeast(0)('convolution', 0),
    positions: choiceOption({
      name: 'positions',
      value: options.positions,
      fallback: 'learned',
      choices: ['learned', 'none'] as const,
    }),
    tiedHead: options.tiedHead === undefined || flagOption({ name: 'tiedHead', value: options.tiedHead }),
    ...classRange(options, vocabulary),
    pooling: poolingOf(options),
    headBias: flagOption({ name: 'headBias', value: options.headBias }),
    gelu: choiceOption({ name: 'gelu', value: options.gelu, fallback: 'tanh', choices: ['tanh', 'erf'] as const }),
    recompute: choiceOption({
      name: 'recompute',
      value: options.recompute,
      fallback: 'nothing',
      choices: ['nothing', 'blocks'] as const,
    }),
    ...formOf(options),
    lambda0: numberOption({
      name: 'lambda0',
      value: options.lambda0,
      fallback: lambda0Of(preset),
      expected: 'a positive number',
      accept: (value) => value > 0 && Number.isFinite(value),
    }),
    rank: size('rank', 1),
    ...optionsOfMixer(options),
    seed: numberOption({
      name: 'seed',
      value: options.seed,
      fallback: 0,
      expected: 'an integer from 0 to 2^32 - 1',
      accept: (value) => isCount(value) && value < 2 ** 32,
    }),
  };
}

function lambda0Of(preset: TransformerConfig['preset']): number {
  const layer: SourceLayer | null = preset === 'none' ? null : sourceLayers[preset];
  return layer?.lambda0 ?? LAMBDA0;
}

/** Presets have a scope, a strength and a readout of their own. */
function optionsOfMixer(
  options: LayerOptions,
): Pick<TransformerConfig, 'penaltyScope' | 'strengthLimit' | 'normalizeReadout'> {
  const { preset } = options;
  const penaltyScope = choiceOption<PenaltyScope>({
    name: 'penaltyScope',
    value: options.penaltyScope,
    fallback: 'head',
    choices: ['head', 'model'],
  });
  const strengthLimit = strengthLimitOption(options.strengthLimit);
  const normalizeReadout = flagOption({ name: 'normalizeReadout', value: options.normalizeReadout });
  const own = { penaltyScope, strengthLimit, normalizeReadout };
  if (preset === 'none') return own;
  if (penaltyScope !== 'head')
    throw new ArgumentError('penaltyScope', `was "${penaltyScope}"; ${preset} leaves no choice of it`);
  if (strengthLimit !== 1)
    throw new ArgumentError('strengthLimit', `was ${strengthLimit}; ${preset} leaves no choice of it`);
  if (normalizeReadout) throw new ArgumentError('normalizeReadout', `was true; ${preset} leaves no choice of it`);
  return own;
}

/** Presets have a form and features of their own. */
function formOf(options: LayerOptions): Pick<TransformerConfig, 'variant' | 'features'> {
  const { preset } = options;
  const variant = choiceOption<VLAVariant>({
    name: 'variant',
    value: options.variant,
    fallback: 'v3',
    choices: ['v1', 'v2', 'v3'],
  });
  const features = featuresOption(options.features);
  if (preset !== 'none' && variant !== 'v3')
    throw new ArgumentError('variant', `was "${variant}"; ${preset} is one form`);
  if (features === 'elu+1') return { variant, features };
  const without = preset !== 'none' ? preset : variant !== 'v3' && `the variant "${variant}"`;
  if (without) throw new ArgumentError('features', `was "${features}"; ${without} leaves no choice of them`);
  return { variant, features };
}

/** A preset decides the mixer, and knows no convolution. */
function mixerOf({ preset, mixer: given, convolution }: LayerOptions): MixerName {
  const own = preset === 'none' ? 'vla' : sourceLayers[preset].mixer;
  const mixer = choiceOption<MixerName>({ name: 'mixer', value: given, fallback: own, choices: mixerNames });
  if (preset === 'none') return mixer;
  if (mixer !== own) throw new ArgumentError('mixer', `was "${mixer}"; expected "${own}", which ${preset} is`);
  if (convolution) throw new ArgumentError('convolution', `was ${convolution}; ${preset} has none`);
  return mixer;
}

function classRange(
  { classes = 0, firstClass = 0 }: Pick<Partial<TransformerConfig>, 'classes' | 'firstClass'>,
  vocabulary: number,
): Pick<TransformerConfig, 'classes' | 'firstClass'> {
  const accept = (value: number): boolean => value === 0 || (isCount(value) && value >= 2 && value <= vocabulary);
  const expected = `0 for none, or an integer from 2 to ${vocabulary}, the vocabulary`;
  numberOption({ name: 'classes', value: classes, expected, accept });
  const last = classes === 0 ? 0 : vocabulary - classes;
  numberOption({
    name: 'firstClass',
    value: firstClass,
    expected:
      classes === 0 ? '0 where there are no classes' : `an integer from 0 to ${last}, so that all classes are tokens`,
    accept: (value) => isCount(value) && value <= last,
  });
  return { classes, firstClass };
}

function poolingOf({ pooling, classes = 0 }: Partial<TransformerConfig>): TransformerConfig['pooling'] {
  const choices = ['last', 'mean'] as const;
  const chosen = choiceOption({ name: 'pooling', value: pooling, fallback: 'last', choices });
  if (chosen === 'mean' && classes === 0)
    throw new ArgumentError('pooling', 'was "mean"; expected "last" where there are no classes');
  return chosen;
}

/** How many answers the head chooses from: classes where there are any, else every token. */
export function answerCount(config: Pick<TransformerConfig, 'classes' | 'vocabulary'>): number {
  withFields({ classes: integer(0), vocabulary: integer(1) })('config', config);
  const { classes, vocabulary } = config;
  return classes === 0 ? vocabulary : classes;
}
