import { add, erf, exp, mul, ones, sigmoid, square, sub, variable, zeros } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D, Variable } from '@tensorflow/tfjs-core';
import { initializers } from '@tensorflow/tfjs-layers';
import { dense, differentiable, layerNormalize } from '../layers/functions.ts';
import { fusedGelu } from '../layers/fused/elementwise.ts';
import { canFuse } from '../layers/fused/operation.ts';
import type { AttentionLayer } from '../layers/index.ts';
import {
  DeltaNetLayer,
  GatedDeltaLayer,
  LinearAttentionLayer,
  SoftmaxAttentionLayer,
  VLALayer,
} from '../layers/index.ts';
import { sourceLayers } from '../layers/source/index.ts';
import type { TransformerConfig } from './config.ts';
import { presetSizes } from './size.ts';

/** A trained tensor and its name in files. */
export interface Parameter {
  readonly name: string;
  readonly variable: Variable;
}

/** Makes parameters; every random one has a seed of its own. */
export class ParameterMaker {
  readonly made: Parameter[] = [];
  readonly #perPart: number;
  #seed: number;

  /** @param seed 0 … 2³² − 1 */
  constructor(seed: number) {
    const { perModel, perPart, first } = seed < LARGE_SEED ? SEEDS : LARGE_SEEDS;
    this.#perPart = perPart;
    this.#seed = first + seed * perModel;
  }

  nextSeed(): number {
    return (this.#seed += this.#perPart);
  }

  /** Normal numbers with deviation 0.02, as usual for embeddings. */
  embedding(name: string, shape: number[]): Variable {
    return this.#add(name, initializers.randomNormal({ stddev: 0.02, seed: this.nextSeed() }).apply(shape));
  }

  /** Glorot-uniform. */
  matrix(name: string, shape: number[]): Variable {
    return this.#add(name, initializers.glorotUniform({ seed: this.nextSeed() }).apply(shape));
  }

  constant(name: string, shape: number[], value: 0 | 1): Variable {
    return this.#add(name, value === 0 ? zeros(shape) : ones(shape));
  }

  /** Takes over the weights of a layer, after building it. */
  layer(name: string, layer: AttentionLayer): void {
    layer.build([null, null, layer.modelDim]);
    layer.built = true;
    for (const weight of layer.trainableWeights) {
      const short = weight.originalName.split('/').at(-1)!;
      this.made.push({ name: `${name}.${short}`, variable: weight.read() as Variable });
    }
  }

  #add(name: string, initial: Tensor): Variable {
    const made = variable(initial);
    initial.dispose();
    this.made.push({ name, variable: made });
    return made;
  }
}

/**
 * Seeds of parts. They are told apart as numbers, which are whole up to 2⁵³, so that models from some seed on get negative ones that lie
 * closer together. Neighbouring models share none, and a layer has more than its weights need.
 */
const SEEDS = { perModel: 10_000_000, perPart: 10_000, first: 0 };
const LARGE_SEEDS = { perModel: 2 ** 21, perPart: 2 ** 11, first: -(2 ** 53) };
const LARGE_SEED = Math.floor(2 ** 53 / SEEDS.perModel);

export type Function3D = (x: Tensor3D) => Tensor3D;

/** Layer normalization with scale and shift. */
export function normPart(make: ParameterMaker, name: string, size: number): Function3D {
  const gamma = make.constant(`${name}.gamma`, [size], 1);
  const beta = make.constant(`${name}.beta`, [size], 0);
  return (x) => layerNormalize(x, { gamma, beta });
}

/** W₂ gelu(W₁ x + b₁) + b₂ for every token. */
export function feedForwardPart(
  make: ParameterMaker,
  name: string,
  { modelDim, feedForwardDim, gelu: kind }: TransformerConfig,
): Function3D {
  const inner = make.matrix(`${name}.inner`, [modelDim, feedForwardDim]);
  const innerBias = make.constant(`${name}.innerBias`, [feedForwardDim], 0);
  const outer = make.matrix(`${name}.outer`, [feedForwardDim, modelDim]);
  const outerBias = make.constant(`${name}.outerBias`, [modelDim], 0);
  const activation = kind === 'erf' ? exactGelu : gelu;
  return (x) => dense(activation(dense(x, inner, { bias: innerBias })), outer, { bias: outerBias }) as Tensor3D;
}

/** x Φ(x) in the approximation 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))) (Hendrycks & Gimpel 2016). */
export function gelu<X extends Tensor>(x: X): X {
  if (canFuse(x)) return fusedGelu(x);
  const factor = 2 * Math.sqrt(2 / Math.PI);
  return differentiable(x, (input) => {
    // 0.5 (1 + tanh z) = sigmoid(2 z)
    const gate = sigmoid(mul(input, add(mul(square(input), 0.044715 * factor), factor)));
    return {
      value: mul(input, gate),
      saved: [input, gate],
      // gate + x gate' = gate + x gate (1 − gate) z', and x gate is the value.
      gradient: (dy, value, [at, open]) => {
        const slope = add(mul(square(at), 3 * 0.044715 * factor), factor);
        return mul(dy, add(open, mul(mul(value, sub(1, open)), slope)));
      },
    };
  });
}

/** x Φ(x), Φ being the normal distribution: ½ (1 + erf(x/√2)). */
export function exactGelu<X extends Tensor>(x: X): X {
  return differentiable(x, (input) => {
    const share = mul(add(erf(mul(input, Math.SQRT1_2)), 1), 0.5);
    return {
      value: mul(input, share),
      saved: [input, share],
      // Φ + x φ
      gradient: (dy, _, [at, below]) => {
        const density = mul(exp(mul(square(at), -0.5)), 1 / Math.sqrt(2 * Math.PI));
        return mul(dy, add(below, mul(at, density)));
      },
    };
  });
}

/** The mixer's layer, built, and its weights taken over. */
export function mixerPart(make: ParameterMaker, name: string, config: TransformerConfig): AttentionLayer {
  const layer = mixerLayer(config, make.nextSeed());
  make.layer(name, layer);
  return layer;
}

/** The mixer as a layer. */
export function mixerLayer(config: TransformerConfig, seed: number): AttentionLayer {
  const { mixer, preset, modelDim, heads, headDim, convolution, lambda0, rank, strengthLimit, normalizeReadout } =
    config;
  const { variant, features, penaltyScope } = config;
  const common = { modelDim, heads, headDim, convolution, seed };
  const layers: Record<TransformerConfig['mixer'], () => AttentionLayer> = {
    // The output does not depend on λ_t, so a network for it would be weights that never learn.
    vla: () =>
      new VLALayer({
        ...{ ...common, lambda0, rank, penaltyScope, variant, lambdaHead: false },
        ...(variant === 'v3' && { features }),
      }),
    deltanet: () => new DeltaNetLayer({ ...common, strengthLimit, normalizeReadout }),
    gatedDelta: () => new GatedDeltaLayer(common),
    linear: () => new LinearAttentionLayer({ ...common, features }),
    softmax: () => new SoftmaxAttentionLayer(common),
  };
  if (preset === 'none') return layers[mixer]();
  return sourceLayers[preset].layer(presetSizes(config), { heads, lambda0, rank, seed });
}
