import { quantilesOf, timeAlone, type Contender, type Quantiles } from '@vla/kernels/bench';
import { pause } from '../../lib/compute/pause.ts';
import { checkVariants, requireDevice, timedProblem, variantsOn } from '../../lib/compute/timed.ts';
import type { Compute } from '../../lib/experiment.ts';
import { variantLabel, type OperatorName, type Variant } from '../../lib/operators.ts';
import type { Config } from './definition.ts';
import { checkedCopy, checkedProduct } from './roof.ts';

export interface Kernel extends Variant {
  /** Useful operations over the bytes of inputs and outputs. */
  readonly intensity: number;
  /** 10⁹ useful operations a second. */
  readonly rate: Quantiles;
}

export interface Data {
  readonly heads: number;
  readonly headSize: number;
  readonly length: number;
  /** The fastest product of n × n matrices, and its 10⁹ operations a second. */
  readonly matmul: { readonly label: string; readonly n: number; readonly rate: Quantiles };
  /** 10⁹ bytes a second that a copy reads and writes. */
  readonly bandwidth: Quantiles;
  readonly kernels: readonly Kernel[];
}

/** Vectors of a token that are read or written: q, k, v, o, and u. */
const vectors: Readonly<Record<OperatorName, number>> = { vla: 5, deltanet: 4, linear: 4, softmax: 4 };

export const compute: Compute<Config, Data> = async ({ config, seed, runtime, signal, onProgress }) => {
  const { heads, headSize, length, samples } = config;
  const session = requireDevice(runtime);
  const variants = variantsOn(session);
  // Whole tiles in both products.
  const side = 128 * Math.round(config.matmul / 128);
  const sizes = [side / 2, side];
  const parts = 2 + variants.length;
  let done = 0;
  /** 10⁹ a second, where one computation does `amount`. */
  const rateOf = async (message: string, contender: Contender, amount: number): Promise<Quantiles> => {
    const report = (part: number): void => onProgress({ fraction: (done + part) / parts, message });
    report(0);
    await pause(signal);
    const times = await timeAlone(contender, { pairs: samples, signal, onProgress: report });
    done += 1;
    return quantilesOf(times.map((milliseconds) => amount / milliseconds / 1e6));
  };

  const copy = await checkedCopy(session, config.copy);
  const bandwidth = await rateOf(copy.label, copy, copy.bytes).finally(() => copy.dispose());
  onProgress({ fraction: done / parts, message: 'products of matrices' });
  const best = await checkedProduct({ session, sizes, seed, signal });
  const product = best.contender;
  const productRate = await rateOf(product.label, product, product.flops!).finally(() => best.dispose());
  const matmul = { label: product.label, n: best.n, rate: productRate };

  const problem = timedProblem(session, { extent: { B: 1, H: heads, T: length, D: headSize }, seed, signal });
  try {
    onProgress({ fraction: done / parts, message: 'comparison with the float64 reference' });
    await checkVariants(problem, variants, signal);
    const kernels: Kernel[] = [];
    for (const variant of variants) {
      const contender = problem.contender(variant.operator, variant.form);
      const flops = contender.flops!;
      const bytes = 4 * heads * length * headSize * vectors[variant.operator];
      const rate = await rateOf(variantLabel(variant), contender, flops);
      kernels.push({ ...variant, intensity: flops / bytes, rate });
    }
    return { heads, headSize, length, matmul, bandwidth, kernels };
  } finally {
    problem.dispose();
  }
};
