import { ArgumentError } from '../../errors.ts';
import { sourceLayers } from '../../layers/source/index.ts';
import type { SourceLayerName } from '../../layers/source/index.ts';
import { DEFAULT_HEADS, matrixSizes } from '../../layers/source/types.ts';
import type { SourceLayer, SourceSizes } from '../../layers/source/types.ts';
import { linear, norm, vector, within } from '../../layers/source/weights.ts';
import type { SourceTensors, SourceWeight } from '../../layers/source/weights.ts';
import { describe } from '../../ops/validation/options.ts';
import type { TransformerOptions } from '../config.ts';
import { below } from './below.ts';
import type { ModelForm } from './forms.ts';
import type { SourceModelOptions, SourcePlan } from './types.ts';

/** The names that two models of the source have for the same parts. */
export interface BlockNames {
  readonly tokens: string;
  readonly positions: string;
  /** Of all blocks. */
  readonly blocks: string;
  /** The feed-forward network's two matrices, in a block. */
  readonly inner: string;
  readonly outer: string;
  /** Which class is meant by a word for `attention`, and what there is around it. */
  readonly form: ModelForm;
}

/** Pre-LN blocks around one of the source's attention classes: a transformer of ours, without the head. */
export function blocksOf(
  all: SourceTensors,
  names: BlockNames,
  options: SourceModelOptions,
): SourcePlan & { readonly modelDim: number; readonly vocabulary: number } {
  const [vocabulary, modelDim] = matrixSizes(all, `${names.tokens}.weight`);
  const [length] = matrixSizes(all, `${names.positions}.weight`);
  const layers = blockCount(all, names.blocks);
  const first = `${names.blocks}.0`;
  const [ff] = matrixSizes(all, `${first}.${names.inner}.weight`);
  const { preset, layer } = attentionOf(all, `${first}.attn`, names, options);
  const found = layer.sizes(below(all, `${first}.attn`));
  // What λ_t is made of changes nothing that comes out.
  const isIdle = (name: string): boolean => /\.attn\.\w+\.lambda_net\.[02]\.(weight|bias)$/.test(name);
  const kept = Object.entries(all).filter(([name]) => !isIdle(name));
  const idle = Object.entries(all).filter(([name]) => isIdle(name));
  const { heads = DEFAULT_HEADS, lambda0 } = options;
  const sizes: SourceSizes = { ...found, hidden: 0 };
  checkSizes(options, { dModel: modelDim, vocabulary, length, layers, ff, rank: sizes.rank });
  const transformer: TransformerOptions = {
    ...{ vocabulary, length, modelDim, layers, heads, headDim: sizes.width / heads, feedForwardDim: ff, preset },
    ...{
      rank: sizes.rank,
      ...names.form.around,
      ...(layer.lambda0 !== undefined && lambda0 !== undefined && { lambda0 }),
    },
  };
  return {
    ...{ modelDim, vocabulary, transformer, classHead: [], tensors: Object.fromEntries(kept) },
    weights: blockWeights(names, { vocabulary, length, modelDim, layers, ff, layer, sizes }),
    passedOver: Object.fromEntries(idle.map(([name, { shape }]) => [name, { dtype: 'F32', shape }])),
  };
}

interface BlockSizes {
  readonly vocabulary: number;
  readonly length: number;
  readonly modelDim: number;
  readonly layers: number;
  readonly ff: number;
  readonly layer: SourceLayer;
  /** Of the layer. */
  readonly sizes: SourceSizes;
}

/** Where the weights of such a transformer are in a file of the source, but for those of its head. */
export function blockWeights(
  names: BlockNames,
  { vocabulary, length, modelDim, layers, ff, layer, sizes }: BlockSizes,
): SourceWeight[] {
  const block = (i: number): SourceWeight[] => {
    const [ours, theirs] = [`blocks.${i}`, `${names.blocks}.${i}`];
    return [
      ...within(`${ours}.mixerNorm`, theirs, norm('ln1', modelDim)),
      ...within(`${ours}.mixer`, `${theirs}.attn`, layer.weights(sizes)),
      ...within(`${ours}.feedForwardNorm`, theirs, norm('ln2', modelDim)),
      ...within(`${ours}.feedForward`, theirs, [
        ...linear('inner', names.inner, [ff, modelDim]),
        ...linear('outer', names.outer, [modelDim, ff]),
      ]),
    ];
  };
  return [
    table('tokenEmbedding', names.tokens, [vocabulary, modelDim]),
    table('positionEmbedding', names.positions, [length, modelDim]),
    ...Array.from({ length: layers }, (_, i) => block(i)).flat(),
    vector('norm.gamma', 'ln_f.weight', modelDim),
    vector('norm.beta', 'ln_f.bias', modelDim),
  ];
}

/** nn.Embedding. */
function table(name: string, from: string, shape: readonly [number, number]): SourceWeight {
  return { name, shape, from: `${from}.weight`, theirs: shape, transposed: false };
}

function blockCount(tensors: SourceTensors, blocks: string): number {
  const pattern = new RegExp(`^${blocks}\\.(\\d+)\\.`);
  const indices = new Set(Object.keys(tensors).flatMap((name) => pattern.exec(name)?.[1] ?? []));
  // A file that names a block of a high number is not to make as many.
  for (let i = 0; i < indices.size; i++) {
    if (!indices.has(`${i}`)) throw new ArgumentError('file', `lacks ${blocks}.${i}, and has ${indices.size} of them`);
  }
  return indices.size;
}

/** The class of the attention, from its names, which what was asked for must agree with. */
function attentionOf(
  all: SourceTensors,
  part: string,
  { form: { attention: words } }: BlockNames,
  { attention }: SourceModelOptions,
): { readonly preset: SourceLayerName; readonly layer: SourceLayer } {
  const names = new Set(Object.keys(below(all, part)));
  const choices = Object.values(words);
  const asked = attention !== undefined && Object.hasOwn(words, attention) ? words[attention]! : null;
  const fits = (layer: SourceLayer): boolean => layer.accepts?.(names) ?? layer.recognises(names);
  const preset =
    asked && fits(sourceLayers[asked]) ? asked : choices.find((name) => sourceLayers[name].recognises(names));
  if (!preset) throw new ArgumentError('file', `has no names in ${part} of ${choices.join(', ')}`);
  if (attention !== undefined && asked !== preset) {
    const known = Object.keys(words).map((word) => `"${word}"`);
    const expected = asked ? `the file has ${preset}` : `expected ${known.join(' or ')}`;
    throw new ArgumentError('attention', `was ${describe(attention)}; ${expected}`);
  }
  return { preset, layer: sourceLayers[preset] };
}

/** Throws unless sizes that were given are those of the file. */
export function checkSizes(given: object, found: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(found)) {
    const wanted = (given as Readonly<Record<string, unknown>>)[name];
    if (wanted !== undefined && wanted !== size) {
      throw new ArgumentError(name, `was ${describe(wanted)}; the file has ${size}`);
    }
  }
}
