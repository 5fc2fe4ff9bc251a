import { expandDims, mul, serialization, squeeze } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Tensor4D, Tensor5D } from '@tensorflow/tfjs-core';
import { initializers } from '@tensorflow/tfjs-layers';
import type { Shape } from '@tensorflow/tfjs-layers';
import { ArgumentError } from '../errors.ts';
import type { Stabilization, VlaOptions } from '../ops/vla/types.ts';
import { choiceOption, numberOption } from '../ops/validation/options.ts';
import { tokenMoves } from '../ops/call/paddedTensors.ts';
import type { Places } from '../ops/call/padding.ts';
import { vla } from '../ops/vla/index.ts';
import { vlaSettings } from '../ops/vla/problem.ts';
import type { VlaSettings } from '../ops/vla/problem.ts';
import type { AttentionLayerArgs } from './attentionLayer.ts';
import type { StateAxes } from './arguments.ts';
import { AttentionLayer } from './attentionLayer.ts';
import { checkInStep, lengthsOf, maskOf, stepsAfter } from './padding.ts';
import type { LengthOptions } from './padding.ts';
import { featureMaps, featuresOption } from './featureMaps.ts';
import type { FeatureMap } from './featureMaps.ts';
import { layerNormalize, mergeHeads, normalizeBySums, splitHeads, unitLength } from './functions.ts';
import type { PenaltyKind } from './penaltyBuilder.ts';
import { PenaltyBuilder } from './penaltyBuilder.ts';
import { SEED_OFFSETS } from './seeds.ts';
import type { VLAForward, VLAState } from './vlaForward.ts';
import type { VLAStats } from './vlaStats.ts';
import { readVlaStats } from './vlaStats.ts';

export type VLAVariant = 'v1' | 'v2' | 'v3';

export interface VLALayerArgs extends AttentionLayerArgs {
  /**
   * "v3" (default): features elu + 1 (or others), unit keys and directions, normalized residual writes, normalized output.
   * "v2": raw projections, plain residual writes. "v1": raw projections, plain additive writes.
   */
  readonly variant?: VLAVariant;
  /** What makes features of queries and keys in v3; v1 and v2 take them as they are. Default "elu+1". */
  readonly features?: FeatureMap;
  /** How penalty directions come from the keys. Default "rank-1", or "rank-r" for a rank above 1. */
  readonly penalty?: PenaltyKind;
  /** Penalty directions per step. Default 1. */
  readonly rank?: number;
  /** Initial penalty λ0 > 0. Default 0.1. */
  readonly lambda0?: number;
  /** Lower bound of the λ_t that is reported. Default 1e-4. */
  readonly lambdaMin?: number;
  /** λ_t is this at every token, and no network is needed. Default: what the network says. */
  readonly fixedLambda?: number;
  /** Whether the penalty builder has a network for λ_t, which the output does not depend on. Default true. */
  readonly lambdaHead?: boolean;
  readonly stabilization?: Stabilization;
  /** Divide S by its norm when that exceeds this; 0 (default) never. */
  readonly renormalizeAbove?: number;
  /** Cut what is written where it is longer than this; 0 (default) never. */
  readonly errorBound?: number;
  /** Read S q ("memory", default) or S A q ("penalized"). */
  readonly readout?: 'memory' | 'penalized';
  /** Whether a head's directions come from its own keys ("head", default) or from those of all heads together ("model"), at rank 1. */
  readonly penaltyScope?: PenaltyScope;
  /** Smallest denominator of v3. Default 1e-6. */
  readonly leastDenominator?: number;
  /** Width of the network for λ_t. Default four times a head, or the model where the scope is that. */
  readonly hiddenDim?: number;
}

export type PenaltyScope = 'head' | 'model';

/**
 * Multi-head variational linear attention, [B,T,modelDim] → [B,T,modelDim]. Every head has a memory
 * and an inverse penalty of its own, of the head's size: headDim need not equal modelDim, as it must in the
 * single-head original. Each call starts from an empty memory; {@link VLALayer.forward} takes and returns the state.
 */
export class VLALayer extends AttentionLayer {
  static readonly className = 'VLALayer';
  static override readonly argumentNames = [
    ...AttentionLayer.argumentNames,
    ...['variant', 'penalty', 'rank', 'lambda0', 'lambdaMin', 'lambdaHead', 'stabilization', 'renormalizeAbove'],
    ...['errorBound', 'readout', 'penaltyScope', 'leastDenominator', 'hiddenDim', 'features', 'fixedLambda'],
  ];
  readonly variant: VLAVariant;
  readonly features: FeatureMap;
  readonly penalty: PenaltyBuilder;
  readonly settings: VlaSettings;
  readonly penaltyScope: PenaltyScope;
  readonly leastDenominator: number;

  constructor(args: VLALayerArgs) {
    super(args);
    const { rank = 1, penalty = rank === 1 ? 'rank-1' : 'rank-r', lambdaMin, hiddenDim, fixedLambda } = args;
    const { stabilization, renormalizeAbove, errorBound, readout } = args;
    const variants = ['v1', 'v2', 'v3'] as const;
    const value = args.variant;
    this.variant = choiceOption<VLAVariant>({ name: 'variant', value, fallback: 'v3', choices: variants });
    this.features = featuresOption(args.features);
    if (args.features !== undefined && this.variant !== 'v3') {
      const problem = `was "${this.features}" with variant "${this.variant}"`;
      throw new ArgumentError(
        'features',
        `${problem}; expected variant "v3": the others take queries and keys as they are`,
      );
    }
    this.penaltyScope = choiceOption<PenaltyScope>({
      name: 'penaltyScope',
      value: args.penaltyScope,
      fallback: 'head',
      choices: ['head', 'model'],
    });
    if (this.penaltyScope === 'model' && rank > 1) {
      throw new ArgumentError('penaltyScope', `was "model" with rank ${rank}; expected "head", or rank 1`);
    }
    this.leastDenominator = numberOption({
      name: 'leastDenominator',
      value: args.leastDenominator,
      fallback: 1e-6,
      expected: 'a positive number',
      accept: (least) => least > 0 && Number.isFinite(least),
    });
    // Its weights become weights of this layer, so its seed starts where the projections end.
    const seed = this.seed === undefined ? undefined : this.seed + SEED_OFFSETS.penalty;
    const name = `${this.name}_penalty`;
    const hasStrength = args.lambdaHead;
    this.penalty = new PenaltyBuilder({
      name,
      kind: penalty,
      rank,
      lambdaMin,
      hasStrength,
      hiddenDim,
      fixedLambda,
      seed,
    });
    this.settings = vlaSettings({
      lambda0: args.lambda0 ?? 0.1,
      write: this.variant === 'v3' ? 'normalized' : 'plain',
      error: this.variant === 'v1' ? 'additive' : 'residual',
      stabilization,
      renormalizeAbove,
      errorBound,
      readout,
    });
  }

  override build(inputShape: Shape | Shape[]): void {
    super.build(inputShape);
    const width = this.heads * this.headDim;
    this.penalty.build(this.penaltyScope === 'head' ? [null, this.heads, null, this.headDim] : [null, 1, null, width]);
    this._trainableWeights.push(...this.penalty.trainableWeights);
    if (this.variant === 'v1') return;
    this.addParameter('gamma', [width], initializers.ones());
    this.addParameter('beta', [width], initializers.zeros());
  }

  override getConfig(): serialization.ConfigDict {
    const { kind, rank, lambdaMin, hasStrength, hiddenDim, fixedLambda } = this.penalty;
    const { lambda0, period, epsilon, deltaFloor, renormalizeAbove, errorBound, readout } = this.settings;
    const { variant, features, penaltyScope, leastDenominator } = this;
    const stabilization = { period, epsilon, deltaFloor };
    return {
      ...super.getConfig(),
      ...{ variant, penalty: kind, rank, lambda0, lambdaMin, lambdaHead: hasStrength },
      ...{ stabilization, renormalizeAbove, errorBound, readout, penaltyScope, leastDenominator },
      ...(hiddenDim !== undefined && { hiddenDim }),
      ...(fixedLambda !== undefined && { fixedLambda }),
      ...(variant === 'v3' && { features }),
    };
  }

  /** Those of its calls of the operator, but for where these begin. */
  get operatorOptions(): VlaOptions {
    const { period, epsilon, deltaFloor, ...settings } = this.settings;
    return { ...settings, stabilization: { period, epsilon, deltaFloor } };
  }

  protected override stateAxes(): StateAxes {
    return {
      ...{ memory: '[B,H,D,D]', inverse: '[B,H,D,D]' },
      ...(this.variant === 'v3' && { normalizer: '[B,H,D]' }),
    };
  }

  override forward(given: Tensor, state?: VLAState, options?: LengthOptions): VLAForward {
    if (this.settings.period > 0 && this.settings.epsilon > 0) checkInStep(state, 'nudges count them');
    return this.pass(given, state, options, (x, places) => {
      const { key, query, value, ...after } = this.project(x, state, places);
      const { q, k, u, features } = this.#features(query, key);
      const result = vla(
        { q, k, v: value, u, initialMemory: state?.memory, initialInverse: state?.inverse },
        { ...this.operatorOptions, firstStep: state?.step ?? 0, ...lengthsOf(places) },
      );
      const T = x.shape[1]!;
      const memory = result.finalMemory as Tensor4D;
      const inverse = result.finalInverse as Tensor4D;
      const carried = { ...after, memory, inverse, ...stepsAfter(state, T, places) };
      const { skippedUpdates } = result;
      const extras = {
        skippedUpdates,
        ...(this.penalty.hasStrength && { lambda: this.#lambda(key, places) }),
      };
      if (!features) return { output: this.#finish(result.output), state: carried, ...extras };
      const [normalized, normalizer] = normalizeBySums(result.output, {
        ...{ features: places ? mul(features, maskOf(places, T)) : features, q, earlier: state?.normalizer },
        least: this.leastDenominator,
      });
      return { output: this.#finish(normalized), state: { ...carried, normalizer }, ...extras };
    });
  }

  /** The output, and what the state after it looks like; reading that back takes a moment, so it is not done otherwise. */
  async applyWithStats(
    x: Tensor,
    state?: VLAState,
    options?: LengthOptions,
  ): Promise<{ output: Tensor3D; stats: VLAStats }> {
    const { output, ...rest } = this.forward(x, state, options);
    const stats = await readVlaStats(rest);
    return { output, stats };
  }

  /** λ_t [B,H,T], 0 in padding. */
  #lambda(key: Tensor4D, places: Places | null): Tensor3D {
    const lambda = this.penalty.lambda(this.#scoped(key));
    const [, H, T] = lambda.shape;
    return places ? tokenMoves(places, { H, T }).toTheirPlaces(lambda) : lambda;
  }

  /** Operator inputs of the variant. `features` are the keys before they are scaled, where the output needs them. */
  #features(query: Tensor4D, key: Tensor4D) {
    const directions = this.#ofHeads(this.penalty.directions(this.#scoped(key)));
    const shrink = 1 / Math.sqrt(this.headDim);
    if (this.variant !== 'v3') {
      const u = this.variant === 'v2' ? mul(directions, shrink) : directions;
      return { q: query, k: key, u: u as Tensor5D, features: null };
    }
    const featuresOf = featureMaps[this.features];
    const features = featuresOf(key);
    const u = unitLength(directions, shrink);
    return { q: featuresOf(query), k: unitLength(features), u, features };
  }

  /** Keys as the penalty builder takes them: those of a head, or of all heads side by side [B,1,T,heads·headDim]. */
  #scoped(key: Tensor4D): Tensor4D {
    return this.penaltyScope === 'head' ? key : (expandDims(mergeHeads(key), 1) as Tensor4D);
  }

  /** Directions [B,H,T,R,headDim] from what the penalty builder gives. */
  #ofHeads(directions: Tensor5D): Tensor5D {
    if (this.penaltyScope === 'head') return directions;
    return expandDims(splitHeads(squeeze(directions, [1, 3]), this.heads), 3) as Tensor5D;
  }

  /** [B,H,T,headDim] → [B,T,modelDim] */
  #finish(heads: Tensor): Tensor3D {
    if (this.variant === 'v1') return this.mergeAndProject(heads);
    const scale = { gamma: this.parameter('gamma'), beta: this.parameter('beta') };
    return this.linear(layerNormalize(mergeHeads(heads), scale), 'output');
  }
}

serialization.registerClass(VLALayer);
