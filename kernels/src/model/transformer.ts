import { add, reshape, slice, tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Variable } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';
import { dense } from '../layers/functions.ts';
import { lengthsOf, placesIn, stepsAfter } from '../layers/padding.ts';
import type { LengthOptions } from '../layers/padding.ts';
import { tokenMoves } from '../ops/call/paddedTensors.ts';
import type { Places } from '../ops/call/padding.ts';
import type { AttentionLayer, AttentionState } from '../layers/index.ts';
import { elementCount } from '../tensor.ts';
import type { TransformerConfig, TransformerOptions } from './config.ts';
import { answerCount, transformerConfig } from './config.ts';
import { meansSoFar, pooledBefore, sumAfter } from './pooling.ts';
import type { PooledBefore } from './pooling.ts';
import type { Function3D, Parameter } from './parts.ts';
import { ParameterMaker, feedForwardPart, mixerPart, normPart } from './parts.ts';
import { embed, selectRows } from './rows.ts';
import type { RowSelection } from './rows.ts';
import { checkSelection, checkTokens, lengthOf } from './shapes.ts';
import type { TransformerState } from './state.ts';

/** The parts of a pass over whole sequences, one after the other. What they are given and what they return is the caller's. */
export interface TransformerParts {
  /** [B,T] → [B,T,modelDim] */
  embed(tokens: Tensor2D): Tensor3D;
  /**
   * Block by block, [B,T,modelDim] → [B,T,modelDim]. Where some positions alone are asked, the last block returns those, [1,N,modelDim], unless
   * the head reads a mean.
   */
  readonly blocks: readonly ((x: Tensor3D, asked: RowSelection | null) => Tensor3D)[];
  /** The last norm, the mean where there is one, and the head, of what the last block returned for the same positions: [N,vocabulary] or [N,classes]. */
  logits(x: Tensor3D, asked: RowSelection): Tensor2D;
}

interface Block {
  readonly mixerNorm: Function3D;
  readonly mixer: AttentionLayer;
  readonly feedForward: Function3D | null;
}

interface BlockCall {
  readonly state: AttentionState | undefined;
  readonly asked: RowSelection | null;
  readonly lengths?: LengthOptions;
}

/** Where tokens stand: after those of a state, and at the front of sequences of unequal lengths. */
interface Where {
  readonly state?: TransformerState;
  readonly places?: Places | null;
}

/** Numbers of trained weights. */
export interface ParameterCounts {
  readonly embeddings: number;
  readonly mixers: number;
  readonly feedForwards: number;
  /** Normalizations and, where it is not tied, the head. */
  readonly others: number;
  readonly total: number;
}

/**
 * A decoder-only transformer whose mixer is VLA or one of its baselines, on tfjs's active backend:
 *
 *     x = embedding(token) + embedding(position)
 *     x ← x + mixer(norm(x));  x ← x + feedForward(norm(x))      for every block
 *     logits = head(norm(x))
 *
 * Tensors that a method returns are the caller's; weights live until `dispose`.
 */
export class VLATransformer {
  readonly config: TransformerConfig;
  /** All trained weights, in a fixed order. */
  readonly parameters: readonly Parameter[];
  readonly #tokens: Variable;
  readonly #positions: Variable | null;
  readonly #blocks: readonly Block[];
  readonly #norm: Function3D;
  readonly #head: Variable | null;
  readonly #headBias: Variable | null;

  constructor(options: TransformerOptions) {
    this.config = transformerConfig(options);
    const { vocabulary, length, modelDim, layers, feedForwardDim, positions, tiedHead, seed } = this.config;
    const make = new ParameterMaker(seed);
    this.#tokens = make.embedding('tokenEmbedding', [vocabulary, modelDim]);
    this.#positions = positions === 'learned' ? make.embedding('positionEmbedding', [length, modelDim]) : null;
    this.#blocks = Array.from({ length: layers }, (_, i) => ({
      mixerNorm: normPart(make, `blocks.${i}.mixerNorm`, modelDim),
      mixer: mixerPart(make, `blocks.${i}.mixer`, this.config),
      feedForward: feedForwardDim === 0 ? null : normedFeedForward(make, `blocks.${i}`, this.config),
    }));
    this.#norm = normPart(make, 'norm', modelDim);
    this.#head = tiedHead ? null : make.matrix('head', [modelDim, answerCount(this.config)]);
    this.#headBias = this.config.headBias ? make.constant('headBias', [answerCount(this.config)], 0) : null;
    this.parameters = make.made;
  }

  get parameterCounts(): ParameterCounts {
    const count = (wanted: RegExp): number =>
      this.parameters
        .filter(({ name }) => wanted.test(name))
        .reduce((sum, { variable }) => sum + elementCount(variable.shape), 0);
    const embeddings = count(/^(token|position)Embedding$/);
    const mixers = count(/\.mixer\./);
    const feedForwards = count(/\.feedForward\./);
    const total = count(/^/);
    return { embeddings, mixers, feedForwards, others: total - embeddings - mixers - feedForwards, total };
  }

  /**
   * Logits of the next token, or of the classes, at every position: [B,T] (int32) → [B,T,vocabulary] or [B,T,classes].
   *
   * @param options `lengths` [B] and `padding` of sequences that are shorter than T: each is as if it were alone, its first token in the first
   *   position, and logits of padding are 0
   */
  forward(tokens: Tensor2D, options?: LengthOptions): Tensor3D {
    return tidy(() => {
      const rows = this.#run(tokens, undefined, null, { ...options, stateless: true }).rows;
      return this.#inPlace(this.#logits(rows), tokens, options);
    });
  }

  /** What the head reads, normalized, and of a model that pools the mean up to each position: [B,T] (int32) → [B,T,modelDim]. As `forward`. */
  hidden(tokens: Tensor2D, options?: LengthOptions): Tensor3D {
    return tidy(() => {
      const rows = this.#run(tokens, undefined, null, { ...options, stateless: true }).rows;
      return this.#inPlace(rows, tokens, options);
    });
  }

  /** Logits of some of the B·T positions alone, row-major: [N,vocabulary] or [N,classes]. */
  forwardAt(tokens: Tensor2D, asked: RowSelection): Tensor2D {
    lengthOf(tokens, undefined, 0);
    checkSelection(asked, tokens.size);
    return tidy(() => this.#logits(this.#run(tokens, undefined, asked).rows));
  }

  /** The same pass in parts, for a gradient that computes them a second time. */
  get parts(): TransformerParts {
    return {
      embed: (tokens) => {
        lengthOf(tokens, undefined, 0);
        checkTokens(tokens, this.config.vocabulary);
        return this.#embed(tokens);
      },
      blocks: this.#blocks.map(
        (_, i) => (x, asked) => tidy(() => this.#block(i, x, { state: undefined, asked: this.#early(asked) }).output),
      ),
      logits: (x, asked) => tidy(() => this.#logits(this.#read(this.#rows(x), { shape: x.shape, asked }))),
    };
  }

  /** {@link forward} from where the sequences stand, and where they stand then: each after its last token. */
  advance(
    tokens: Tensor2D,
    state?: TransformerState,
    options?: LengthOptions,
  ): { logits: Tensor3D; state: TransformerState } {
    return tidy(() => {
      const { rows, state: next } = this.#run(tokens, state, null, options ?? {});
      return { logits: this.#inPlace(this.#logits(rows), tokens, options), state: next };
    });
  }

  /** Rows of tokens that went to the front of their sequences, where these were: [B·T,N] → [B,T,N]. */
  #inPlace(rows: Tensor2D, { shape }: Tensor2D, options?: LengthOptions): Tensor3D {
    const [B, T] = shape;
    const places = placesIn({ shape }, options);
    return reshape(places ? tokenMoves(places, { H: 1, T }).toTheirPlaces(rows) : rows, [B, T, rows.shape[1]]);
  }

  /**
   * What stands before the head, normalized, a row for each position: [B,T] → [B·T,modelDim]. Where some positions alone are
   * `asked`, only they go on after the last mixer, the last part in which positions meet: [N,modelDim].
   */
  #run(
    tokens: Tensor2D,
    state: TransformerState | undefined,
    asked: RowSelection | null,
    // What a token gives depends on no later one: tokens at the front need no word of the padding behind them, but states do.
    { stateless = false, ...options }: LengthOptions & { readonly stateless?: boolean } = {},
  ): { rows: Tensor2D; state: TransformerState } {
    const T = lengthOf(tokens, state, this.#blocks.length);
    const places = placesIn(tokens, options);
    checkTokens(tokens, this.config.vocabulary, places);
    return tidy(() => {
      const front = places ? tokenMoves(places, { H: 1, T }).toTheFront(tokens) : tokens;
      let x = this.#embed(front, { state, places });
      const lengths = lengthsOf(stateless ? null : places);
      const blocks = this.#blocks.map((_, i) => {
        const { output, state: after } = this.#block(i, x, {
          state: state?.blocks[i],
          asked: this.#early(asked),
          lengths,
        });
        x = output;
        return after;
      });
      const rows = this.#rows(x);
      const before = this.#pools ? pooledBefore(state) : null;
      const pooled =
        this.#pools && !stateless ? { pooled: sumAfter(reshape(rows, x.shape), before, places) } : undefined;
      return {
        rows: this.#read(rows, { shape: x.shape, asked, before }),
        state: { blocks, ...stepsAfter(state, T, places), ...pooled },
      };
    });
  }

  #embed(tokens: Tensor2D, { state, places }: Where = {}): Tensor3D {
    const [B, T] = tokens.shape;
    const { modelDim, length } = this.config;
    const end = stepsAfter(state, T, places ?? null).step;
    if (this.#positions && end > length) {
      const problem = `reach position ${end}; expected at most ${length}, the model's length`;
      throw new ArgumentError('tokens', problem);
    }
    return tidy(() => {
      const rows = embed(this.#tokens as Tensor2D, reshape(tokens, [B * T]) as Tensor1D);
      const x = reshape(rows, [B, T, modelDim]) as Tensor3D;
      return this.#positions ? add(x, this.#positionsOf(B, T, state)) : x;
    });
  }

  /** Vectors of the positions of T tokens after those so far: of all sequences [T,modelDim], or of each [B,T,modelDim]. */
  #positionsOf(B: number, T: number, state: TransformerState | undefined): Tensor {
    const { modelDim, length } = this.config;
    const { step = 0, steps } = state ?? {};
    if (!steps && step + T <= length) return slice(this.#positions!, [step, 0], [T, -1]);
    // Padding may lie beyond the last position.
    const last = length - 1;
    const of = (b: number) => Array.from({ length: T }, (_, t) => Math.min((steps?.[b] ?? step) + t, last));
    const indices = Int32Array.from(Array.from({ length: B }, (_, b) => of(b)).flat());
    return reshape(embed(this.#positions as unknown as Tensor2D, tensor1d(indices, 'int32')), [B, T, modelDim]);
  }

  #block(
    index: number,
    x: Tensor3D,
    { state, asked, lengths }: BlockCall,
  ): { output: Tensor3D; state: AttentionState } {
    const { mixerNorm, mixer, feedForward } = this.#blocks[index]!;
    const [B, T, modelDim] = x.shape;
    return tidy(() => {
      const mixed = mixer.forward(mixerNorm(x), state, lengths);
      let output = add(x, mixed.output) as Tensor3D;
      if (asked && index === this.#blocks.length - 1) {
        output = reshape(selectRows(reshape(output, [B * T, modelDim]), asked), [1, -1, modelDim]);
      }
      if (feedForward) output = add(output, feedForward(output));
      return { output, state: mixed.state };
    });
  }

  get #pools(): boolean {
    return this.config.pooling === 'mean';
  }

  /** Positions that alone go on after the last mixer: none where all have a part in a mean. */
  #early(asked: RowSelection | null): RowSelection | null {
    return this.#pools ? null : asked;
  }

  /** Of normalized rows what the head reads: where it pools, the means up to those that are asked. */
  #read(
    rows: Tensor2D,
    {
      shape,
      asked,
      before = null,
    }: { shape: Tensor3D['shape']; asked: RowSelection | null; before?: PooledBefore | null },
  ): Tensor2D {
    if (!this.#pools) return rows;
    const means = reshape(meansSoFar(reshape(rows, shape), before), rows.shape) as Tensor2D;
    return asked ? selectRows(means, asked) : means;
  }

  /** The last norm: a row for each position. */
  #rows(x: Tensor3D): Tensor2D {
    return reshape(this.#norm(x), [-1, this.config.modelDim]) as Tensor2D;
  }

  /** The head on normalized rows: [N,modelDim] → [N,vocabulary] or [N,classes]. */
  #logits(rows: Tensor2D): Tensor2D {
    const { classes, firstClass } = this.config;
    return tidy(() => {
      const bias = this.#headBias ?? undefined;
      if (this.#head) return dense(rows, this.#head, { bias }) as Tensor2D;
      const tied = classes === 0 ? this.#tokens : slice(this.#tokens, [firstClass, 0], [classes, -1]);
      return dense(rows, tied, { transposed: true, bias }) as Tensor2D;
    });
  }

  /** Frees the weights. */
  dispose(): void {
    for (const { variable } of this.parameters) variable.dispose();
  }
}

function normedFeedForward(make: ParameterMaker, name: string, config: TransformerConfig): Function3D {
  const norm = normPart(make, `${name}.feedForwardNorm`, config.modelDim);
  const feedForward = feedForwardPart(make, `${name}.feedForward`, config);
  return (x) => feedForward(norm(x));
}
