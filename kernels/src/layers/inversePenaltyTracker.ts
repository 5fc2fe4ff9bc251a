import {
  abs,
  add,
  cast,
  clone,
  div,
  eye,
  greaterEqual,
  isFinite,
  keep,
  logicalAnd,
  logicalNot,
  matMul,
  mul,
  reshape,
  slice,
  sub,
  tidy,
  tile,
  where,
  zeros,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Stabilization } from '../ops/vla/types.ts';
import { checkKeys, choiceOption } from '../ops/validation/options.ts';
import { checkRank } from '../ops/validation/tensors.ts';
import { vlaSettings } from '../ops/vla/problem.ts';
import type { VlaSettings } from '../ops/vla/problem.ts';
import { isNudgeDue } from '../ops/vla/step.ts';
import { checkIsTensor, checkTensor, positiveInteger } from './arguments.ts';

export interface TrackedSizes {
  readonly batch: number;
  readonly heads: number;
  readonly headDim: number;
}

const SIZES = ['batch', 'heads', 'headDim'] as const;

export interface TrackerOptions extends TrackedSizes {
  readonly lambda0: number;
  /** As for the operator: deltaFloor skips updates, period and epsilon add to the diagonal. */
  readonly stabilization?: Stabilization;
  /** A before the first token [B,H,D,D], which is copied. Default: I/λ0. */
  readonly initialInverse?: Tensor4D;
  /** What the period counts: tokens, as the operator does (default), or updates, of which a token has one for each direction. */
  readonly periodCounts?: 'tokens' | 'updates';
}

/**
 * A = M⁻¹ for a batch of heads, one token at a time and in float32, by the Sherman–Morrison formula: for looking
 * inside, and for models that do something else with A. The layers use the fused operator, which is much faster.
 *
 * Holds its tensors until `reset` or `dispose`, also inside tf.tidy.
 */
export class InversePenaltyTracker {
  readonly #settings: VlaSettings;
  readonly #sizes: TrackedSizes;
  #inverse!: Tensor4D;
  #skipped!: Tensor2D;
  readonly #initial: Tensor4D | null;
  readonly #countsUpdates: boolean;
  #step = 0;
  #updates = 0;

  constructor(options: TrackerOptions) {
    checkKeys('options', options, [...SIZES, 'lambda0', 'stabilization', 'initialInverse', 'periodCounts']);
    const { lambda0, stabilization, initialInverse, periodCounts, ...sizes } = options;
    for (const name of SIZES) positiveInteger(name, sizes[name]);
    this.#settings = vlaSettings({ lambda0, stabilization });
    this.#sizes = sizes;
    const choices = ['tokens', 'updates'] as const;
    const counted = choiceOption({ name: 'periodCounts', value: periodCounts, fallback: 'tokens', choices });
    this.#countsUpdates = counted === 'updates';
    if (initialInverse !== undefined) {
      const { batch, heads, headDim } = sizes;
      checkTensor('initialInverse', initialInverse, [batch, heads, headDim, headDim], '[B,H,D,D]');
    }
    this.#initial = initialInverse ? keep(clone(initialInverse)) : null;
    this.reset();
  }

  /** A, [B,H,D,D]. Valid until the next update. */
  get inverse(): Tensor4D {
    return this.#inverse;
  }

  /** Updates skipped so far, [B,H]. Valid until the next update. */
  get skippedUpdates(): Tensor2D {
    return this.#skipped;
  }

  /** Tokens so far. */
  get step(): number {
    return this.#step;
  }

  /** Starts a new sequence: A = I/λ0, or as it was given. */
  reset(): void {
    const { batch, heads, headDim } = this.#sizes;
    this.#forget();
    this.#step = 0;
    this.#updates = 0;
    this.#inverse = tidy(() => {
      if (this.#initial) return keep(clone(this.#initial));
      const start = mul(eye(headDim), 1 / this.#settings.lambda0);
      return keep(tile(reshape(start, [1, 1, headDim, headDim]), [batch, heads, 1, 1]) as Tensor4D);
    });
    this.#skipped = keep(zeros([batch, heads]));
  }

  /** Takes in the next token's directions, [B,H,R,D]. */
  update(u: Tensor4D): void {
    const { batch, heads, headDim } = this.#sizes;
    checkIsTensor('u', u, '[B,H,R,D]');
    checkRank('u', u.shape, [4], '[B,H,R,D]');
    checkTensor('u', u, [batch, heads, u.shape[2], headDim], '[B,H,R,D]');
    const [inverse, skipped] = tidy(() => {
      let state: [Tensor, Tensor] = [this.#inverse, this.#skipped];
      const nudge = (count: number): void => {
        if (!isNudgeDue(count, this.#settings.period)) return;
        state[0] = add(state[0], mul(eye(headDim), this.#settings.epsilon));
      };
      for (let r = 0; r < u.shape[2]; r++) {
        state = this.#downdate(state, slice(u, [0, 0, r, 0], [-1, -1, 1, -1]));
        if (this.#countsUpdates) nudge(this.#updates + r);
      }
      if (!this.#countsUpdates) nudge(this.#step);
      return state.map(keep);
    });
    this.#forget();
    this.#inverse = inverse as Tensor4D;
    this.#skipped = skipped as Tensor2D;
    this.#step++;
    this.#updates += u.shape[2];
  }

  /** Frees the tensors. */
  dispose(): void {
    this.#forget();
    this.#initial?.dispose();
  }

  #forget(): void {
    this.#inverse?.dispose();
    this.#skipped?.dispose();
  }

  /** One direction, as a row [B,H,1,D]. */
  #downdate([inverse, skipped]: [Tensor, Tensor], u: Tensor): [Tensor, Tensor] {
    const { batch, heads, headDim } = this.#sizes;
    const { deltaFloor } = this.#settings;
    const z = matMul(u, inverse);
    const delta = add(matMul(u, z, false, true), 1);
    const usable = logicalAnd(isFinite(delta), greaterEqual(abs(delta), deltaFloor));
    // Where the update is skipped, dividing by 1 keeps the unused branch finite.
    const divisor = where(usable, delta, 1);
    const updated = sub(inverse, div(matMul(z, z, true), divisor));
    const floored = add(inverse, mul(eye(headDim), deltaFloor));
    const count = reshape(logicalNot(usable), [batch, heads]);
    return [where(usable, updated, floored), add(skipped, cast(count, 'float32'))];
  }
}
