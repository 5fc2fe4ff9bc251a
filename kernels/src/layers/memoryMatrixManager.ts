import {
  add,
  div,
  expandDims,
  greater,
  keep,
  matMul,
  sqrt,
  square,
  squeeze,
  sub,
  sum,
  tidy,
  where,
  zeros,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { checkKeys, choiceOption, isNonNegative, numberOption } from '../ops/validation/options.ts';
import { checkTensor, positiveInteger } from './arguments.ts';

export interface MemorySizes {
  readonly batch: number;
  readonly heads: number;
  readonly keyDim: number;
  readonly valueDim: number;
}

const SIZES = ['batch', 'heads', 'keyDim', 'valueDim'] as const;

/**
 * The memory S of a batch of heads, one token at a time and in float32. Every write makes a new tensor; the old one
 * is disposed. For looking inside: the layers use the fused operator, which is much faster.
 *
 * Holds its tensor until `reset` or `dispose`, also inside tf.tidy.
 */
export class MemoryMatrixManager {
  readonly #sizes: MemorySizes;
  readonly #error: 'residual' | 'additive';
  readonly #renormalizeAbove: number;
  #memory!: Tensor4D;

  /** What is written (`error`) and when the memory is scaled back (`renormalizeAbove`), as for the operator. */
  constructor(options: { error?: 'residual' | 'additive'; renormalizeAbove?: number } & MemorySizes) {
    checkKeys('options', options, [...SIZES, 'error', 'renormalizeAbove']);
    const { error, renormalizeAbove, ...sizes } = options;
    for (const name of SIZES) positiveInteger(name, sizes[name]);
    const choices = ['residual', 'additive'] as const;
    this.#error = choiceOption<'residual' | 'additive'>({ name: 'error', value: error, fallback: 'residual', choices });
    this.#renormalizeAbove = numberOption({
      name: 'renormalizeAbove',
      value: renormalizeAbove,
      fallback: 0,
      expected: 'a finite number of at least 0',
      accept: isNonNegative,
    });
    this.#sizes = sizes;
    this.reset();
  }

  /** S, [B,H,Dv,D]. Valid until the next write. */
  get memory(): Tensor4D {
    return this.#memory;
  }

  /** Starts a new sequence: S = 0. */
  reset(): void {
    const { batch, heads, keyDim, valueDim } = this.#sizes;
    this.dispose();
    this.#memory = keep(zeros([batch, heads, valueDim, keyDim]));
  }

  /** S ← S + e αᵀ with e = v − S k or v; k and alpha [B,H,D], v [B,H,Dv]. */
  write(inputs: { k: Tensor3D; v: Tensor3D; alpha: Tensor3D }): void {
    checkKeys('inputs', inputs, ['k', 'v', 'alpha']);
    const { k, v, alpha } = inputs;
    const { batch, heads, keyDim, valueDim } = this.#sizes;
    checkTensor('k', k, [batch, heads, keyDim], '[B,H,D]');
    checkTensor('v', v, [batch, heads, valueDim], '[B,H,Dv]');
    checkTensor('alpha', alpha, [batch, heads, keyDim], '[B,H,D]');
    const next = tidy(() => {
      const error = this.#error === 'residual' ? sub(v, this.read(k)) : v;
      const written = add(this.#memory, matMul(expandDims(error, 3), expandDims(alpha, 2)));
      return keep(this.#renormalizeAbove > 0 ? this.#renormalize(written) : written);
    });
    this.#memory.dispose();
    this.#memory = next as Tensor4D;
  }

  /** S q, [B,H,Dv], for q [B,H,D]. */
  read(q: Tensor3D): Tensor3D {
    const { batch, heads, keyDim } = this.#sizes;
    checkTensor('q', q, [batch, heads, keyDim], '[B,H,D]');
    return tidy(() => squeeze(matMul(this.#memory, expandDims(q, 3)), [3]));
  }

  /** Frees the tensor. */
  dispose(): void {
    this.#memory?.dispose();
  }

  #renormalize(memory: Tensor): Tensor {
    const size = sqrt(sum(square(memory), [2, 3], true));
    return div(memory, where(greater(size, this.#renormalizeAbove), size, 1));
  }
}
