import { add, fill, maximum, relu, reshape, serialization, softplus, tidy } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D, Tensor5D } from '@tensorflow/tfjs-core';
import { InputSpec, initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { ArgumentError } from '../errors.ts';
import { choiceOption, flagOption, isNonNegative, numberOption } from '../ops/validation/options.ts';
import type { LayerArgs } from './attentionLayer.ts';
import { checkInputs, layerArguments, positiveInteger, singleInput } from './arguments.ts';
import { multiplyPerHead } from './functions.ts';
import { SEED_SPANS, seedArgument, weightSeed } from './seeds.ts';

export type PenaltyKind = 'rank-1' | 'rank-r' | 'kernelised';

export interface PenaltyBuilderArgs extends LayerArgs {
  /**
   * "rank-1" (default): u = W_u k. "rank-r": W_u k cut into `rank` rows. "kernelised": φ = W_φ k takes the place
   * of u, cut into `rank` rows, too: a projection of the same shape under a name of its own.
   */
  readonly kind?: PenaltyKind;
  /** Number of directions per step; 1 with "rank-1". Default 1. */
  readonly rank?: number;
  /** Lower bound of λ_t. Default 1e-4. */
  readonly lambdaMin?: number;
  /** λ_t is this at every token, and there is no network for it. Default: what the network says. */
  readonly fixedLambda?: number;
  /** Whether it gives λ_t at all. Default true. */
  readonly hasStrength?: boolean;
  /** Width of that network. Default 4D. */
  readonly hiddenDim?: number;
  /** Fixes the initial weights, whose seeds are this and up to 4 above: an integer from 1 − 2⁵³ to 2⁵³ − 5. Default: different ones every time. */
  readonly seed?: number;
}

/**
 * Keys [B,H,T,D] → penalty directions [B,H,T,R,D] and strengths λ_t [B,H,T], every head with weights of its own.
 *
 * λ_t = max(softplus(MLP(k_t)), lambdaMin), the MLP being D → 4D (or `hiddenDim`) → 1 with ReLU. The recurrence does not use it: A
 * depends on the directions and on λ0 alone. It is reported because the published description names it. With `fixedLambda` it is that number.
 */
export class PenaltyBuilder extends layers.Layer {
  static readonly className = 'PenaltyBuilder';
  readonly kind: PenaltyKind;
  readonly rank: number;
  readonly lambdaMin: number;
  readonly hasStrength: boolean;
  readonly fixedLambda: number | undefined;
  readonly hiddenDim: number | undefined;
  readonly seed: number | undefined;
  #project!: LayerVariable;
  #network!: Record<'hidden' | 'hiddenBias' | 'strength' | 'strengthBias', LayerVariable>;

  constructor(args: PenaltyBuilderArgs = {}) {
    super(layerArguments(args, ['kind', 'rank', 'lambdaMin', 'hasStrength', 'fixedLambda', 'hiddenDim', 'seed']));
    const choices = ['rank-1', 'rank-r', 'kernelised'] as const;
    this.kind = choiceOption<PenaltyKind>({ name: 'kind', value: args.kind, fallback: 'rank-1', choices });
    this.rank = positiveInteger('rank', args.rank ?? 1);
    if (this.rank > 1 && this.kind === 'rank-1') {
      throw new ArgumentError('rank', `was ${this.rank} with kind "rank-1"; expected 1, or another kind`);
    }
    this.lambdaMin = numberOption({
      name: 'lambdaMin',
      value: args.lambdaMin,
      fallback: 1e-4,
      expected: 'a finite number of at least 0',
      accept: isNonNegative,
    });
    this.hasStrength = args.hasStrength === undefined || flagOption({ name: 'hasStrength', value: args.hasStrength });
    this.fixedLambda =
      args.fixedLambda === undefined
        ? undefined
        : numberOption({
            name: 'fixedLambda',
            value: args.fixedLambda,
            expected: 'a finite number of at least 0',
            accept: isNonNegative,
          });
    this.hiddenDim = args.hiddenDim === undefined ? undefined : positiveInteger('hiddenDim', args.hiddenDim);
    this.seed = seedArgument(args.seed, SEED_SPANS.penaltyBuilder);
    this.inputSpec = [new InputSpec({ ndim: 4 })];
  }

  override build(inputShape: Shape | Shape[]): void {
    const [, H, , D] = inputShape as number[];
    const add = (name: string, shape: number[], random: boolean): LayerVariable => {
      const seed = weightSeed(this.seed, this.weights.length);
      const start = random ? initializers.glorotUniform({ seed }) : initializers.zeros();
      return this.addWeight(name, shape, 'float32', start);
    };
    this.#project = add(this.kind === 'kernelised' ? 'features' : 'directions', [H, D, this.rank * D], true);
    if (this.hasStrength && this.fixedLambda === undefined) {
      const width = this.hiddenDim ?? 4 * D;
      this.#network = {
        hidden: add('hidden', [H, D, width], true),
        hiddenBias: add('hiddenBias', [H, 1, width], false),
        strength: add('strength', [H, width, 1], true),
        strengthBias: add('strengthBias', [H, 1, 1], false),
      };
    }
    this.inputSpec = [new InputSpec({ ndim: 4, axes: { 1: H, 3: D } })];
    super.build(inputShape);
  }

  protected override assertInputCompatibility(inputs: unknown): void {
    const { 1: H = null, 3: D = null } = (this.inputSpec[0]?.axes ?? {}) as Readonly<Record<number, number>>;
    checkInputs(inputs, { B: null, H, T: null, D });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape[] {
    const [B, H, T, D] = inputShape as Shape;
    const directions = [B, H, T, this.rank, D];
    return this.hasStrength ? [directions, [B, H, T]] : [directions];
  }

  override getConfig(): serialization.ConfigDict {
    const { kind, rank, lambdaMin, hasStrength, fixedLambda, hiddenDim, seed } = this;
    return {
      ...{ ...super.getConfig(), kind, rank, lambdaMin, hasStrength },
      ...(fixedLambda !== undefined && { fixedLambda }),
      ...(hiddenDim !== undefined && { hiddenDim }),
      ...(seed !== undefined && { seed }),
    };
  }

  override call(inputs: Tensor | Tensor[]): Tensor[] {
    const k = singleInput(inputs, '[B,H,T,D]') as Tensor4D;
    return this.hasStrength ? [this.directions(k), this.lambda(k)] : [this.directions(k)];
  }

  /** u_t alone, [B,H,T,R,D]. The layer must be built: `apply` does that. */
  directions(k: Tensor4D): Tensor5D {
    const [B, H, T, D] = k.shape;
    return tidy(() => reshape(multiplyPerHead(k, this.#project.read()), [B, H, T, this.rank, D]));
  }

  /** λ_t alone, [B,H,T]. The layer must be built, and have it. */
  lambda(k: Tensor4D): Tensor3D {
    if (this.fixedLambda !== undefined) return fill([k.shape[0], k.shape[1], k.shape[2]], this.fixedLambda);
    const { hidden, hiddenBias, strength, strengthBias } = this.#network;
    return tidy(() => {
      const [B, H, T] = k.shape;
      const inner = relu(add(multiplyPerHead(k, hidden.read()), hiddenBias.read())) as Tensor4D;
      const score = add(multiplyPerHead(inner, strength.read()), strengthBias.read());
      return reshape(maximum(softplus(score), this.lambdaMin), [B, H, T]);
    });
  }
}

serialization.registerClass(PenaltyBuilder);
