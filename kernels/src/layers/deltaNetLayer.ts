import { add, mul, ones, reshape, serialization, sigmoid, zeros } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Shape } from '@tensorflow/tfjs-layers';
import { deltaNet } from '../ops/deltanet/index.ts';
import { flagOption, numberOption } from '../ops/validation/options.ts';
import type { AttentionLayerArgs, AttentionState } from './attentionLayer.ts';
import type { StateAxes } from './arguments.ts';
import { AttentionLayer } from './attentionLayer.ts';
import { layerNormalize, multiplyPerHead, unitLength } from './functions.ts';
import { lengthsOf, stepsAfter } from './padding.ts';
import type { LengthOptions } from './padding.ts';

export type DeltaNetState = AttentionState & {
  /** S, [B,H,headDim,headDim]. */
  readonly memory: Tensor4D;
};

export interface DeltaNetLayerArgs extends AttentionLayerArgs {
  /**
   * What the write strength β stays below, above 0 and at most 2. Default 1. A step multiplies what the memory holds along a unit key
   * by 1 − β: it forgets up to 1, and above 1 turns the sign, without which no memory follows a parity over any length
   * (Grazzi et al. 2024, arXiv 2411.12537). Above 2 it would grow.
   */
  readonly strengthLimit?: number;
  /**
   * Whether what each head reads is normalized before the output projection, which stands for the gain: then the sign of a memory that fades is
   * read as well as that of a fresh one. Default false; Yang et al. 2024 (arXiv 2406.06484) normalize, too.
   */
  readonly normalizeReadout?: boolean;
}

/** Throws ArgumentError for a limit of the write strength with which a step could enlarge what it reads, or do nothing. */
export function strengthLimitOption(value: unknown): number {
  return numberOption({
    name: 'strengthLimit',
    value,
    fallback: 1,
    expected: 'a number above 0, at most 2',
    accept: (limit) => limit > 0 && limit <= 2,
  });
}

/**
 * Causal multi-head DeltaNet: [B,T,modelDim] → [B,T,modelDim]. Keys have unit length, and each head writes with the
 * strength β_t = strengthLimit · sigmoid(w_βᵀ k_t), w_β being a weight [headDim] of its own, to which
 * `useBias` adds a number.
 */
export class DeltaNetLayer extends AttentionLayer {
  static readonly className = 'DeltaNetLayer';
  static override readonly argumentNames = [...AttentionLayer.argumentNames, 'strengthLimit', 'normalizeReadout'];
  readonly strengthLimit: number;
  readonly normalizeReadout: boolean;

  constructor(args: DeltaNetLayerArgs) {
    super(args);
    this.normalizeReadout = flagOption({ name: 'normalizeReadout', value: args.normalizeReadout });
    this.strengthLimit = strengthLimitOption(args.strengthLimit);
  }

  override build(inputShape: Shape | Shape[]): void {
    super.build(inputShape);
    this.addParameter('strength', [this.heads, this.headDim, 1]);
    if (this.useBias) this.addBias('strength', [this.heads, 1, 1]);
  }

  protected override stateAxes(): StateAxes {
    return { memory: '[B,H,D,D]' };
  }

  override forward(
    given: Tensor,
    state?: DeltaNetState,
    options?: LengthOptions,
  ): { output: Tensor3D; state: DeltaNetState } {
    return this.pass(given, state, options, (x, places) => {
      const { query, key, value, ...after } = this.project(x, state, places);
      const k = unitLength(key);
      const [B, H, T] = k.shape;
      const scores = multiplyPerHead(k, this.parameter('strength'));
      const share = sigmoid(this.useBias ? add(scores, this.parameter('strengthBias')) : scores);
      const beta = reshape(this.strengthLimit === 1 ? share : mul(share, this.strengthLimit), [B, H, T]) as Tensor3D;
      const result = deltaNet({ q: query, k, v: value, beta, initialMemory: state?.memory }, lengthsOf(places));
      const memory = result.finalMemory as Tensor4D;
      const output = this.mergeAndProject(this.#readout(result.output));
      return { output, state: { ...after, memory, ...stepsAfter(state, T, places) } };
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { strengthLimit, normalizeReadout } = this;
    return { ...super.getConfig(), strengthLimit, normalizeReadout };
  }

  #readout(heads: Tensor): Tensor {
    if (!this.normalizeReadout) return heads;
    return layerNormalize(heads, { gamma: ones([this.headDim]), beta: zeros([this.headDim]) });
  }
}

serialization.registerClass(DeltaNetLayer);
