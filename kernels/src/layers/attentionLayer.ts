import { add, concat, dispose, mul, pad, slice, split, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D, serialization } from '@tensorflow/tfjs-core';
import { InputSpec, initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { ArgumentError } from '../errors.ts';
import { flagOption, isCount, numberOption } from '../ops/validation/options.ts';
import { checkRank, checkShape } from '../ops/validation/tensors.ts';
import { checkHasBackend } from '../runtime/tfjsBackend.ts';
import type { HostTensor } from '../tensor.ts';
import type { Places } from '../ops/call/padding.ts';
import { tokenMoves } from '../ops/call/paddedTensors.ts';
import { lastRows, movesOfCall, placesIn } from './padding.ts';
import type { LengthOptions } from './padding.ts';
import {
  checkInputs,
  checkIsTensor,
  checkLayerState,
  layerArguments,
  positiveInteger,
  singleInput,
} from './arguments.ts';
import type { StateAxes } from './arguments.ts';
import { checkNamed } from './namedWeights.ts';
import { SEED_OFFSETS, SEED_SPANS, seedArgument, weightSeed } from './seeds.ts';
import { dense, mergeHeads, splitHeads } from './functions.ts';
import { fusedConvolution } from './fused/convolution.ts';
import { canFuse } from './fused/operation.ts';

/** Arguments of every tf.layers.Layer: name, inputShape, weights, … */
export type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

export interface AttentionLayerArgs extends LayerArgs {
  /** Size of the input and output vectors. */
  readonly modelDim: number;
  /** Number of heads. Default 1. */
  readonly heads?: number;
  /** Size of a head's keys, queries and values. Default modelDim / heads, which must then be an integer. */
  readonly headDim?: number;
  /**
   * Taps of a short convolution: every channel of the projected queries, keys and values becomes a weighted sum of its
   * last `convolution` positions. Default 0: none.
   */
  readonly convolution?: number;
  /** Whether the projections of queries, keys, values and of the output add a vector. Default false. */
  readonly useBias?: boolean;
  /**
   * Fixes the initial weights: an integer from 1 − 2⁵³ to 2⁵³ − 1001. Each weight has a seed of its own, up to 1000 above this one, so that layers whose
   * seeds are closer together share some. Default: different weights every time.
   */
  readonly seed?: number;
}

/** Where a sequence stands after some tokens. The caller disposes it: tf.dispose takes it whole. */
export type AttentionState = {
  /** What the short convolution still needs, [B, taps − 1, 3·heads·headDim]; only where there is one. */
  readonly recent?: Tensor3D;
  /** Number of tokens so far: of the longest sequence, where they differ. */
  readonly step: number;
  /** Those of each sequence [B], only where they differ. */
  readonly steps?: number[];
};

/** A forward pass, and the state after it. */
export type AttentionForward = {
  /** [B,T,modelDim] */
  readonly output: Tensor3D;
  readonly state: AttentionState;
};

/** Queries, keys and values of all heads, [B,H,T,headDim] each, and the state of the convolution after them. */
export interface Projections {
  readonly query: Tensor4D;
  readonly key: Tensor4D;
  readonly value: Tensor4D;
  readonly recent?: Tensor3D;
}

type Initializer = ReturnType<typeof initializers.zeros>;

/** What the attention layers share: [B,T,modelDim] → q, k, v per head → [B,T,modelDim]. */
export abstract class AttentionLayer extends layers.Layer {
  /** What it is made with, beside what every layer is. A class with arguments of its own adds their names. */
  static readonly argumentNames: readonly string[] = ['modelDim', 'heads', 'headDim', 'convolution', 'useBias', 'seed'];
  readonly modelDim: number;
  readonly heads: number;
  readonly headDim: number;
  readonly convolution: number;
  readonly useBias: boolean;
  readonly seed: number | undefined;
  readonly #parameters = new Map<string, LayerVariable>();
  readonly #biased = new Set<string>();

  constructor(args: AttentionLayerArgs) {
    super(layerArguments(args, new.target.argumentNames));
    this.modelDim = positiveInteger('modelDim', args.modelDim);
    this.heads = positiveInteger('heads', args.heads ?? 1);
    if (args.headDim === undefined && this.modelDim % this.heads !== 0) {
      const problem = `was undefined, and modelDim ${this.modelDim} does not divide by ${this.heads} heads; give a headDim`;
      throw new ArgumentError('headDim', problem);
    }
    this.headDim = positiveInteger('headDim', args.headDim ?? this.modelDim / this.heads);
    this.convolution = numberOption({
      name: 'convolution',
      value: args.convolution,
      fallback: 0,
      expected: 'a non-negative integer',
      accept: isCount,
    });
    this.useBias = flagOption({ name: 'useBias', value: args.useBias });
    this.seed = seedArgument(args.seed, SEED_SPANS.layer);
    this.supportsMasking = true;
    this.inputSpec = [new InputSpec({ ndim: 3, axes: { 2: this.modelDim } })];
  }

  override build(inputShape: Shape | Shape[]): void {
    checkHasBackend(this.getClassName());
    const width = this.heads * this.headDim;
    for (const name of ['query', 'key', 'value']) this.addParameter(name, [this.modelDim, width]);
    this.addParameter('output', [width, this.modelDim]);
    if (this.convolution > 0) {
      const bound = 1 / Math.sqrt(this.convolution);
      const seed = weightSeed(this.seed, SEED_OFFSETS.convolution);
      const start = initializers.randomUniform({ minval: -bound, maxval: bound, seed });
      this.addParameter('convolution', [this.convolution, 3 * width], start);
    }
    if (this.useBias) {
      for (const name of ['query', 'key', 'value']) this.addBias(name, [width]);
      this.addBias('output', [this.modelDim]);
    }
    super.build(inputShape);
  }

  protected override assertInputCompatibility(inputs: unknown): void {
    checkInputs(inputs, { B: null, T: null, modelDim: this.modelDim });
  }

  /**
   * @throws ArgumentError unless it is called with one tensor [B,T,modelDim]
   * @param options `lengths` [B] and `padding`, or a `mask` [B,T] as tf.layers hands over: each sequence is as if it were alone, and the
   *   output in its padding is 0
   */
  override call(inputs: Tensor | Tensor[], options: LengthOptions & { readonly mask?: unknown } = {}): Tensor {
    this.assertInputCompatibility(inputs);
    return tidy(() => {
      const x = singleInput(inputs, '[B,T,modelDim]');
      const moves = movesOfCall(x, options ?? {});
      // What a token gives depends on no later one: at the front of a sequence, tokens are as without those behind them.
      return moves ? moves.toTheirPlaces(this.forward(moves.toTheFront(x)).output) : this.forward(x).output;
    });
  }

  /**
   * The layer's output, and the state after it. The caller disposes all tensors of the result.
   *
   * @param x [B,T,modelDim]
   * @param state what an earlier call returned, to continue the same sequences
   * @param options `lengths` [B] and `padding` of sequences that are shorter than T: each is as if it were alone, its state after its last
   *   token included, and the output in its padding is 0
   */
  abstract forward(x: Tensor, state?: AttentionState, options?: LengthOptions): AttentionForward;

  /** A pass of x with the tokens of each sequence at its front; what it puts out goes back to where they were. */
  protected pass<Forward extends AttentionForward>(
    x: Tensor,
    state: AttentionState | undefined,
    options: LengthOptions | undefined,
    body: (x: Tensor, places: Places | null) => Forward,
  ): Forward {
    this.prepare(x, state);
    return tidy(() => {
      const places = placesIn(x, options);
      if (!places) return body(x, null);
      const moves = tokenMoves(places, { H: 1, T: x.shape[1]! });
      const result = body(moves.toTheFront(x), places);
      return { ...result, output: moves.toTheirPlaces(result.output) };
    });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return inputShape;
  }

  override getConfig(): serialization.ConfigDict {
    const { modelDim, heads, headDim, convolution, useBias, seed } = this;
    return {
      ...super.getConfig(),
      modelDim,
      heads,
      headDim,
      convolution,
      useBias,
      ...(seed !== undefined && { seed }),
    };
  }

  /**
   * Overwrites weights by their names, such as "query" [modelDim, heads·headDim]: all of them. Builds the layer first.
   *
   * @throws ArgumentError that lists the names that are missing, that no weight has, or whose shapes are others
   */
  setNamedWeights(tensors: Readonly<Record<string, HostTensor>>): void {
    const variables = this.#named();
    checkNamed('weights', tensors, Object.fromEntries(variables.map(([name, { shape }]) => [name, shape])));
    const values = variables.map(([name, { shape }]) => tensor(Float32Array.from(tensors[name]!.data), shape));
    this.setWeights(values);
    dispose(values);
  }

  /** Copies of the weights by their names, as {@link setNamedWeights} takes them. Builds the layer first. */
  async namedWeights(): Promise<Readonly<Record<string, HostTensor>>> {
    const read = this.#named().map(async ([name, variable]) => {
      return [name, { shape: variable.shape, data: Float32Array.from(await variable.data()) }] as const;
    });
    return Object.fromEntries(await Promise.all(read));
  }

  /** The weights by their names. Builds the layer first. */
  #named(): (readonly [name: string, variable: Tensor])[] {
    if (!this.built) this.prepareFor([null, null, this.modelDim]);
    return this.weights.map((weight) => [weight.originalName.split('/').at(-1)!, weight.read()] as const);
  }

  /** Axes of the tensors of a state, which {@link prepare} looks at; null (default) leaves that to the layer. */
  protected stateAxes(): StateAxes | null {
    return null;
  }

  /**
   * Builds the weights on the first use outside `apply`, as `apply` does.
   *
   * @throws ArgumentError unless x and the state to continue from, if there is one, are the layer's
   */
  protected prepare(x: Tensor, state?: AttentionState): void {
    const letters = '[B,T,modelDim]';
    checkIsTensor('x', x, letters);
    checkRank('x', x.shape, [3], letters);
    const [B, T] = x.shape as [number, number];
    checkShape('x', x.shape, [B, T, this.modelDim], letters);
    const axes = state === undefined ? null : this.stateAxes();
    if (axes) {
      const { heads: H, headDim: D, convolution } = this;
      const recent: StateAxes = convolution > 0 ? { recent: '[B,taps,channels]' } : {};
      checkLayerState(state, { ...axes, ...recent }, { B, H, D, taps: convolution - 1, channels: 3 * H * D });
    }
    if (!this.built) this.prepareFor(x.shape);
  }

  private prepareFor(shape: Shape): void {
    this.build(shape);
    this.built = true;
    if (this.initialWeights) this.setWeights(this.initialWeights);
    this._refCount ??= 1;
  }

  /** Adds a weight; Glorot-uniform unless an initializer is given. */
  protected addParameter(name: string, shape: number[], initializer?: Initializer): void {
    // Weights of equal shape must not start equal, so each gets a seed of its own.
    const start = initializer ?? initializers.glorotUniform({ seed: weightSeed(this.seed, this.weights.length) });
    this.#parameters.set(name, this.addWeight(name, shape, 'float32', start));
  }

  /** Adds a vector of zeros that {@link linear} adds. */
  protected addBias(name: string, shape: number[]): void {
    this.addParameter(`${name}Bias`, shape, initializers.zeros());
    this.#biased.add(name);
  }

  protected parameter(name: string): Tensor {
    const variable = this.#parameters.get(name);
    if (!variable) throw new Error(`${this.name} has no weight "${name}"`);
    return variable.read();
  }

  /** x through the three projections and the short convolution. */
  protected project(x: Tensor, earlier: AttentionState | undefined, places: Places | null = null): Projections {
    const flat = (['query', 'key', 'value'] as const).map((name) => this.linear(x, name));
    const [convolved, recent] = this.convolution > 0 ? this.#convolve(flat, earlier?.recent, places) : [flat];
    const [query, key, value] = convolved.map((part) => splitHeads(part, this.heads));
    return { query, key, value, ...(recent && { recent }) };
  }

  /** Row i of the weight [taps, channels] belongs to the position taps − 1 − i back; before the sequence all is 0. */
  #convolve(parts: Tensor3D[], recent: Tensor3D | undefined, places: Places | null): [Tensor3D[], Tensor3D] {
    const before = this.convolution - 1;
    const T = parts[0]!.shape[1];
    const kernel = this.parameter('convolution');
    if (!recent && !places && T >= before && before > 0 && canFuse(...parts, kernel)) {
      const last = parts.map((part) => slice(part, [0, T - before, 0], [-1, before, -1]));
      return [fusedConvolution(parts, kernel), concat(last, 2)];
    }
    const x = concat(parts, 2);
    const extended = recent
      ? concat([recent, x], 1)
      : pad(x, [
          [0, 0],
          [before, 0],
          [0, 0],
        ]);
    const taps = Array.from({ length: this.convolution }, (_, i) =>
      mul(slice(extended, [0, i, 0], [-1, T, -1]), slice(kernel, [i, 0], [1, -1])),
    );
    const mixed = taps.reduce((sum, tap) => add(sum, tap)) as Tensor3D;
    const last = places ? lastRows(extended, places, before) : slice(extended, [0, T, 0], [-1, before, -1]);
    return [split(mixed, 3, 2), last];
  }

  /** Heads side by side, through the output projection: [B,H,T,size] → [B,T,modelDim]. */
  protected mergeAndProject(heads: Tensor): Tensor3D {
    return this.linear(mergeHeads(heads), 'output');
  }

  /** x W, and b where there is one: [B,T,width] → [B,T,size]. */
  protected linear(x: Tensor, name: string): Tensor3D {
    const bias = this.#biased.has(name) ? this.parameter(`${name}Bias`) : undefined;
    return dense(x, this.parameter(name), bias && { bias }) as Tensor3D;
  }
}
