import { add, dispose, engine, mul, tidy, zerosLike } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import type { VLATransformer } from '../model/index.ts';
import { crossEntropy } from './objective.ts';
import type { Questions } from './objective.ts';

/**
 * The loss and the gradient of each weight, with every block computed twice: once on the way to the loss, of which the inputs of the blocks
 * alone are kept, and once more for its gradient, whose record is freed before that of the block before is made. The numbers are those of
 * one pass.
 */
export function recomputedGradients(
  model: VLATransformer,
  { tokens, targets, asked }: Questions,
  share: number,
): { readonly value: Scalar; readonly gradients: readonly Tensor[] } {
  const { embed, blocks, logits } = model.parts;
  return tidy(() => {
    const inputs = [embed(tokens)];
    for (const block of blocks.slice(0, -1)) inputs.push(block(inputs.at(-1)!, null));
    const sums = new GradientSums(model.parameters.map(({ variable }) => variable));
    const last = (x: Tensor3D): Scalar => {
      const loss = crossEntropy(logits(blocks.at(-1)!(x, asked), asked), targets);
      return share === 1 ? loss : mul(loss, share);
    };
    let { value, gradient } = sums.add(last, inputs.pop()!);
    const loss = value as Scalar;
    for (const block of blocks.slice(0, -1).reverse()) {
      const [x, outputGradient] = [inputs.pop()!, gradient];
      ({ value, gradient } = sums.add((input) => block(input, null), x, outputGradient));
      dispose([value, x, outputGradient]);
    }
    sums.addEmbedding(() => embed(tokens), gradient);
    return { value: loss, gradients: sums.all };
  });
}

/** Gradients of all weights, added up part by part in the order in which one pass adds them. */
class GradientSums {
  readonly #weights: readonly Tensor[];
  readonly #sums = new Map<Tensor, Tensor>();

  constructor(weights: readonly Tensor[]) {
    this.#weights = weights;
  }

  get all(): Tensor[] {
    return this.#weights.map((weight) => this.#sums.get(weight) ?? zerosLike(weight));
  }

  /** Computes a part, and adds its weights' gradients. Returns what it gives, and the gradient of its input. */
  add(
    part: (input: Tensor3D) => Tensor,
    input: Tensor3D,
    outputGradient?: Tensor,
  ): { value: Tensor; gradient: Tensor } {
    const { value, grads } = engine().gradients(() => part(input), [...this.#weights, input], outputGradient, true);
    this.#take(grads);
    return { value, gradient: grads.at(-1)! };
  }

  addEmbedding(part: () => Tensor, outputGradient: Tensor): void {
    this.#take(engine().gradients(part, [...this.#weights], outputGradient, true).grads);
  }

  #take(gradients: readonly (Tensor | undefined)[]): void {
    for (const [i, weight] of this.#weights.entries()) {
      const [gradient, earlier] = [gradients[i], this.#sums.get(weight)];
      if (!gradient) continue;
      this.#sums.set(weight, earlier ? add(earlier, gradient) : gradient);
      if (earlier) dispose([earlier, gradient]);
    }
  }
}
