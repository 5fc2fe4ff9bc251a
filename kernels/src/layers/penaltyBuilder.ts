import { add, matMul, maximum, relu, reshape, serialization, softplus, tidy } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor5D } from '@tensorflow/tfjs-core';
import { InputSpec, initializers, layers } from '@tensorflow/tfjs-layers';
import type { LayerVariable, Shape } from '@tensorflow/tfjs-layers';
import { ArgumentError } from '../errors.ts';
import { choiceOption, isNonNegative, numberOption } from '../ops/validation/options.ts';
import type { LayerArgs } from './attentionLayer.ts';
import { positiveInteger, singleInput } from './attentionLayer.ts';

export type PenaltyKind = 'rank-1' | 'rank-r' | 'kernelised';

export interface PenaltyBuilderArgs extends LayerArgs {
  /**
   * "rank-1" (default): u = W_u k. "rank-r": W_u k cut into `rank` rows. "kernelised": φ = W_φ k takes the place
   * of u, a projection of the same shape under a name of its own.
   */
  readonly kind?: PenaltyKind;
  /** Number of directions per step; more than 1 only with "rank-r". Default 1. */
  readonly rank?: number;
  /** Lower bound of λ_t. Default 1e-4. */
  readonly lambdaMin?: number;
  /** Fixes the initial weights. */
  readonly seed?: number;
}

/** What a penalty builder makes of the keys. */
export type Penalty = {
  /** u_t, [B,H,T,R,D]. */
  readonly directions: Tensor5D;
  /** λ_t, [B,H,T]. */
  readonly lambda: Tensor3D;
};

/**
 * Keys [B,H,T,D] → penalty directions [B,H,T,R,D] and strengths λ_t [B,H,T], every head with weights of its own.
 *
 * λ_t = max(softplus(MLP(k_t)), lambdaMin), the MLP being D → 4D → 1 with ReLU. The recurrence does not use it: A
 * depends on the directions and on λ0 alone. It is reported because the published description names it.
 */
export class PenaltyBuilder extends layers.Layer {
  static readonly className = 'PenaltyBuilder';
  readonly kind: PenaltyKind;
  readonly rank: number;
  readonly lambdaMin: number;
  readonly seed: number | undefined;
  #weights!: Record<'project' | 'hidden' | 'hiddenBias' | 'strength' | 'strengthBias', LayerVariable>;

  constructor(args: PenaltyBuilderArgs = {}) {
    super(args);
    const choices = ['rank-1', 'rank-r', 'kernelised'] as const;
    this.kind = choiceOption<PenaltyKind>({ name: 'kind', value: args.kind, fallback: 'rank-1', choices });
    this.rank = positiveInteger('rank', args.rank ?? 1);
    if (this.rank > 1 && this.kind !== 'rank-r') {
      throw new ArgumentError('rank', `was ${this.rank} with kind "${this.kind}"; expected 1, or the kind "rank-r"`);
    }
    this.lambdaMin = numberOption({
      name: 'lambdaMin',
      value: args.lambdaMin,
      fallback: 1e-4,
      expected: 'a finite number of at least 0',
      accept: isNonNegative,
    });
    this.seed = args.seed;
    this.inputSpec = [new InputSpec({ ndim: 4 })];
  }

  override build(inputShape: Shape | Shape[]): void {
    const [, H, , D] = inputShape as number[];
    const add = (name: string, shape: number[], random: boolean): LayerVariable => {
      const seed = this.seed === undefined ? undefined : this.seed + this.weights.length;
      const start = random ? initializers.glorotUniform({ seed: seed as number }) : initializers.zeros();
      return this.addWeight(name, shape, 'float32', start);
    };
    this.#weights = {
      project: add(this.kind === 'kernelised' ? 'features' : 'directions', [H, D, this.rank * D], true),
      hidden: add('hidden', [H, D, 4 * D], true),
      hiddenBias: add('hiddenBias', [H, 1, 4 * D], false),
      strength: add('strength', [H, 4 * D, 1], true),
      strengthBias: add('strengthBias', [H, 1, 1], false),
    };
    this.inputSpec = [new InputSpec({ ndim: 4, axes: { 1: H, 3: D } })];
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape[] {
    const [B, H, T, D] = inputShape as Shape;
    return [
      [B, H, T, this.rank, D],
      [B, H, T],
    ];
  }

  override getConfig(): serialization.ConfigDict {
    const { kind, rank, lambdaMin, seed } = this;
    return { ...super.getConfig(), kind, rank, lambdaMin, ...(seed !== undefined && { seed }) };
  }

  override call(inputs: Tensor | Tensor[]): Tensor[] {
    const { directions, lambda } = this.penalty(singleInput(inputs));
    return [directions, lambda];
  }

  /** The directions and strengths by name. The layer must be built: `apply` does that. */
  penalty(k: Tensor): Penalty {
    const { project, hidden, hiddenBias, strength, strengthBias } = this.#weights;
    return tidy(() => {
      const [B, H, T, D] = k.shape;
      const inner = relu(add(matMul(k, hidden.read()), hiddenBias.read()));
      const score = add(matMul(inner, strength.read()), strengthBias.read());
      return {
        directions: reshape(matMul(k, project.read()), [B, H, T, this.rank, D]) as Tensor5D,
        lambda: reshape(maximum(softplus(score), this.lambdaMin), [B, H, T]) as Tensor3D,
      };
    });
  }
}

serialization.registerClass(PenaltyBuilder);
