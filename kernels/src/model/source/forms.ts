import { ArgumentError } from '../../errors.ts';
import { sourceLayerNames, sourceLayers } from '../../layers/source/index.ts';
import type { SourceLayerName } from '../../layers/source/index.ts';
import { choiceOption, describe } from '../../ops/validation/options.ts';

/** What a model of the source is, as a transformer of ours. */
export interface ModelForm {
  /** The class that is meant by a word of the source's for what carries information from token to token. */
  readonly attention: Readonly<Record<string, SourceLayerName>>;
  /** What there is around it, as options of a transformer. */
  readonly around: {
    readonly gelu: 'erf';
    readonly positions: 'learned';
    readonly classes: 0;
    readonly tiedHead: boolean;
    readonly headBias: boolean;
  };
}

const common = { gelu: 'erf', positions: 'learned', classes: 0 } as const;

/** Every model of the source, by its name there. */
export const modelForms = {
  TinyLM: {
    attention: { vla: 'VLAv3Attn', deltanet: 'DeltaNetAttn', linear: 'LinearAttn', softmax: 'SoftmaxAttn' },
    around: { ...common, tiedHead: true, headBias: false },
  },
  LRAModel: {
    attention: { vla: 'VLALayer', deltanet: 'DeltaNetLayer', linear_transformer: 'LinearTransformerLayer' },
    around: { ...common, tiedHead: false, headBias: true },
  },
} as const satisfies Readonly<Record<string, ModelForm>>;

export type SourceModelName = keyof typeof modelForms;
export const sourceModelNames = Object.keys(modelForms) as SourceModelName[];

type LayerPreset = 'none' | SourceLayerName;

/** Options of a transformer that a model's name decides, or decides about. */
type Decided = { readonly [Option in keyof ModelForm['around'] | 'preset' | 'mixer' | 'feedForwardDim']?: unknown };

/**
 * Options of a transformer in which the name of a model has become that of its attention, which the mixer says, beside what there is around it.
 *
 * @throws ArgumentError for a preset of no class, and for an option that the model leaves no choice of and has otherwise
 */
export function withLayerPreset<Options extends Decided>(
  options: Options,
): Omit<Options, 'preset'> & { readonly preset: LayerPreset } {
  const choices = ['none', ...sourceLayerNames, ...sourceModelNames] as const;
  const preset = choiceOption<LayerPreset | SourceModelName>({
    ...{ name: 'preset', value: options.preset, fallback: 'none', choices },
  });
  if (!isModel(preset)) return { ...options, preset };
  const { around } = modelForms[preset];
  for (const [name, own] of Object.entries(around)) {
    const given = options[name as keyof typeof around];
    if (given === undefined || given === own) continue;
    const problem = `was ${describe(given)}; ${preset} leaves no choice of it, and has ${describe(own)}`;
    throw new ArgumentError(name, problem);
  }
  if (options.feedForwardDim === 0)
    throw new ArgumentError('feedForwardDim', `was 0; ${preset} has a feed-forward network in each block`);
  return { ...options, ...around, preset: attentionOf(preset, options.mixer ?? 'vla') };
}

const isModel = (name: LayerPreset | SourceModelName): name is SourceModelName => Object.hasOwn(modelForms, name);

/** The class of the attention that is this mixer of ours. */
function attentionOf(model: SourceModelName, mixer: unknown): SourceLayerName {
  const layers = Object.values<SourceLayerName>(modelForms[model].attention);
  const found = layers.find((name) => sourceLayers[name].mixer === mixer);
  if (found) return found;
  const known = layers.map((name) => `"${sourceLayers[name].mixer}" (${name})`).join(' or ');
  throw new ArgumentError('mixer', `was ${describe(mixer)}; expected ${known}, which ${model} can have`);
}
