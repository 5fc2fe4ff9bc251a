import { matMul, reshape } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D, serialization } from '@tensorflow/tfjs-core';
import { InputSpec, initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { ArgumentError } from '../errors.ts';
import { numberOption } from '../ops/validation/options.ts';
import { mergeHeads, splitHeads } from './functions.ts';

/** Arguments of every tf.layers.Layer: name, inputShape, weights, … */
export type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

export interface AttentionLayerArgs extends LayerArgs {
  /** Size of the input and output vectors. */
  readonly modelDim: number;
  /** Number of heads. Default 1. */
  readonly heads?: number;
  /** Size of a head's keys, queries and values. Default modelDim / heads, which must then be an integer. */
  readonly headDim?: number;
  /** Fixes the initial weights. Default: different ones every time. */
  readonly seed?: number;
}

type Initializer = ReturnType<typeof initializers.zeros>;

/** What the attention layers share: [B,T,modelDim] → q, k, v per head → [B,T,modelDim]. Projections have no bias. */
export abstract class AttentionLayer extends layers.Layer {
  readonly modelDim: number;
  readonly heads: number;
  readonly headDim: number;
  readonly seed: number | undefined;
  readonly #parameters = new Map<string, LayerVariable>();

  constructor(args: AttentionLayerArgs) {
    super(args);
    this.modelDim = positiveInteger('modelDim', args.modelDim);
    this.heads = positiveInteger('heads', args.heads ?? 1);
    if (args.headDim === undefined && this.modelDim % this.heads !== 0) {
      const problem = `was undefined, and modelDim ${this.modelDim} does not divide by ${this.heads} heads; give a headDim`;
      throw new ArgumentError('headDim', problem);
    }
    this.headDim = positiveInteger('headDim', args.headDim ?? this.modelDim / this.heads);
    this.seed = args.seed;
    this.inputSpec = [new InputSpec({ ndim: 3, axes: { 2: this.modelDim } })];
  }

  override build(inputShape: Shape | Shape[]): void {
    const width = this.heads * this.headDim;
    for (const name of ['query', 'key', 'value']) this.addParameter(name, [this.modelDim, width]);
    this.addParameter('output', [width, this.modelDim]);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
    return inputShape;
  }

  override getConfig(): serialization.ConfigDict {
    const { modelDim, heads, headDim, seed } = this;
    return { ...super.getConfig(), modelDim, heads, headDim, ...(seed !== undefined && { seed }) };
  }

  /** Builds the weights on the first use outside `apply`, as `apply` does. */
  protected prepare(x: Tensor): void {
    if (!this.built) {
      this.assertInputCompatibility(x);
      this.build(x.shape);
      this.built = true;
      if (this.initialWeights) this.setWeights(this.initialWeights);
      this._refCount ??= 1;
    }
    this.assertInputCompatibility(x);
  }

  /** Adds a weight; Glorot-uniform unless an initializer is given. */
  protected addParameter(name: string, shape: number[], initializer?: Initializer): void {
    // Weights of equal shape must not start equal, so each gets a seed of its own.
    const seed = this.seed === undefined ? undefined : this.seed + this.weights.length;
    const start = initializer ?? initializers.glorotUniform({ seed: seed as number });
    this.#parameters.set(name, this.addWeight(name, shape, 'float32', start));
  }

  protected parameter(name: string): Tensor {
    const variable = this.#parameters.get(name);
    if (!variable) throw new Error(`${this.name} has no weight "${name}"`);
    return variable.read();
  }

  /** x W for the named weight, per head: [B,T,modelDim] → [B,H,T,size]. */
  protected project(x: Tensor, name: string): Tensor4D {
    return splitHeads(this.linear(x, name), this.heads);
  }

  /** Heads side by side, through the output projection: [B,H,T,size] → [B,T,modelDim]. */
  protected mergeAndProject(heads: Tensor): Tensor3D {
    return this.linear(mergeHeads(heads), 'output');
  }

  /** x W: [B,T,width] → [B,T,size]. */
  protected linear(x: Tensor, name: string): Tensor3D {
    const [B, T, width] = x.shape;
    const weight = this.parameter(name);
    return reshape(matMul(reshape(x, [B * T, width]), weight as never), [B, T, weight.shape[1]!]);
  }
}

/** The single input of a layer, which tfjs hands over alone or in a list. */
export function singleInput(inputs: Tensor | Tensor[]): Tensor {
  return Array.isArray(inputs) ? inputs[0] : inputs;
}

export function positiveInteger(name: string, value: unknown): number {
  const accept = (size: number): boolean => Number.isSafeInteger(size) && size >= 1;
  return numberOption({ name, value, expected: 'an integer of at least 1', accept });
}
