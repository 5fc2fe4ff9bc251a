import {
  add,
  concat,
  div,
  fill,
  keep,
  mul,
  reshape,
  split,
  sqrt,
  square,
  sub,
  tensor1d,
  tidy,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';
import type { Tensor1D, Variable } from '@tensorflow/tfjs-core';
import { canFuse } from '../layers/fused/operation.ts';
import { elementCount } from '../tensor.ts';
import { flatten } from './flat.ts';
import { fusedAdamW } from './fused/adamw.ts';
import type { TrainingSettings } from './settings.ts';
import { ArgumentError } from '../errors.ts';
import { checkTensor } from '../layers/arguments.ts';
import { aFunction, aNumber, count, fields, float32s, listOf } from '../shapes.ts';

export type AdamWSettings = Pick<TrainingSettings, 'beta1' | 'beta2' | 'epsilon' | 'weightDecay'>;

/** What the optimiser remembers, in the order of its weights. */
export interface Moments {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

const someVariables = listOf(fields({ shape: listOf(count), assign: aFunction, dataSync: aFunction }), 1);
const adamWSettings = fields({ beta1: aNumber, beta2: aNumber, epsilon: aNumber, weightDecay: aNumber });
const someMoments = fields({ mean: float32s, variance: float32s });

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019), step t = 1, 2, …, for the gradient g of weights w:
 *
 *     m ← β₁ m + (1 − β₁) g      s ← β₂ s + (1 − β₂) g²
 *     w ← w − η (m / (1 − β₁ᵗ) / (√(s / (1 − β₂ᵗ)) + ε) + decay · w)
 *
 * All weights are updated as one long vector, which takes a backend some twenty operations however many weights there
 * are. Only weights of rank 2 or more decay: normalizations and biases do not.
 */
export class AdamW {
  readonly #settings: AdamWSettings;
  readonly #weights: readonly Variable[];
  readonly #sizes: number[];
  readonly #decays: readonly number[];
  readonly #decay: Tensor1D;
  #mean: Variable;
  #variance: Variable;
  #step = 0;

  constructor(weights: readonly Variable[], settings: AdamWSettings) {
    someVariables('weights', weights);
    adamWSettings('settings', settings);
    this.#settings = settings;
    this.#weights = weights;
    this.#sizes = weights.map(({ shape }) => elementCount(shape));
    this.#decays = weights.map(({ shape }) => (shape.length > 1 ? settings.weightDecay : 0));
    this.#decay = tidy(() => {
      return keep(concat(this.#decays.map((decay, i) => fill([this.#sizes[i]!], decay))) as Tensor1D);
    });
    [this.#mean, this.#variance] = tidy(() => [variable(zeros(this.#decay.shape)), variable(zeros(this.#decay.shape))]);
  }

  /** Updates so far. */
  get step(): number {
    return this.#step;
  }

  /** Updates the weights. `gradient` holds theirs in their order, as one vector. */
  update(gradient: Tensor1D, learningRate: number): void {
    checkTensor('gradient', gradient, this.#decay.shape, '[weights]');
    aNumber('learningRate', learningRate);
    const { beta1, beta2, epsilon } = this.#settings;
    const t = ++this.#step;
    if (canFuse(gradient)) {
      const moments = { gradient, mean: this.#mean, variance: this.#variance };
      fusedAdamW(this.#weights, this.#decays, moments, {
        ...{ beta1, beta2, rest1: 1 - beta1, rest2: 1 - beta2, epsilon, rate: learningRate },
        ...{ meanPart: 1 / (1 - beta1 ** t), variancePart: 1 / (1 - beta2 ** t) },
      });
      return;
    }
    tidy(() => {
      const mean = add(mul(this.#mean, beta1), mul(gradient, 1 - beta1));
      const variance = add(mul(this.#variance, beta2), mul(square(gradient), 1 - beta2));
      this.#mean.assign(mean as never);
      this.#variance.assign(variance as never);
      const spread = add(sqrt(mul(variance, 1 / (1 - beta2 ** t))), epsilon);
      const direction = div(mul(mean, 1 / (1 - beta1 ** t)), spread);
      const weights = flatten(this.#weights);
      const change = mul(add(direction, mul(this.#decay, weights)), learningRate);
      const parts = split(sub(weights, change), this.#sizes);
      this.#weights.forEach((weight, i) => weight.assign(reshape(parts[i], weight.shape) as never));
    });
  }

  async moments(): Promise<Moments> {
    const [mean, variance] = await Promise.all([this.#mean.data(), this.#variance.data()]);
    return { mean: Float32Array.from(mean), variance: Float32Array.from(variance) };
  }

  /** Continues from what {@link AdamW.moments} gave after `step` updates. */
  restore(moments: Moments, step: number): void {
    someMoments('moments', moments);
    count('step', step);
    const { mean, variance } = moments;
    for (const [name, numbers] of Object.entries({ mean, variance })) {
      const [expected] = this.#decay.shape;
      if (numbers.length === expected) continue;
      throw new ArgumentError(
        `moments.${name}`,
        `has ${numbers.length} numbers; expected ${expected}, one for each weight`,
      );
    }
    tidy(() => {
      // tfjs keeps the arrays that it is given.
      this.#mean.assign(tensor1d(mean.slice()) as never);
      this.#variance.assign(tensor1d(variance.slice()) as never);
    });
    this.#step = step;
  }

  dispose(): void {
    for (const tensor of [this.#decay, this.#mean, this.#variance]) tensor.dispose();
  }
}
