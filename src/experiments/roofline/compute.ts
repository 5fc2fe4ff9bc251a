import { operators, type OperatorName } from '@vla/kernels/operators';
import { quantilesOf, timeInTurn, type Quantiles } from '@vla/kernels/bench';
import { checkVariants, requireDevice, timedProblem, variantsOn } from '../../lib/compute/timed.ts';
import type { Compute } from '../../lib/experiment.ts';
import type { Variant } from '../../lib/operators.ts';
import type { Config } from './definition.ts';
import { checkedCopy, checkedProduct } from './roof.ts';

export interface Kernel extends Variant {
  /** Useful operations over the bytes of inputs and outputs. */
  readonly intensity: number;
  /** 10⁹ useful operations a second. */
  readonly rate: Quantiles;
  /** The same over the rate of the matrix product in the same round. */
  readonly share: Quantiles;
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

/** Vectors of a token that are read or written: the inputs that an operator can't do without, and o. */
const vectorsOf = (operator: OperatorName): number => Object.keys(operators[operator].inputs.required).length + 1;

export const compute: Compute<Config, Data> = async ({ config, seed, runtime, signal, onProgress }) => {
  const { heads, headSize, length, samples } = config;
  const session = requireDevice(runtime);
  const variants = variantsOn(session);
  // Whole tiles in both products.
  const side = 128 * Math.round(config.matmul / 128);
  onProgress({ fraction: 0, message: 'products of matrices' });
  const best = await checkedProduct({ session, sizes: [side / 2, side], seed, signal });
  const copy = await checkedCopy(session, config.copy).catch((error: unknown) => {
    best.dispose();
    throw error;
  });
  const problem = timedProblem(session, { extent: { B: 1, H: heads, T: length, D: headSize }, seed, signal });
  try {
    onProgress({ fraction: 0.3, message: 'comparison with the float64 reference' });
    await checkVariants(problem, variants, signal);
    const kernels = variants.map(({ operator, form }) => problem.contender(operator, form));
    const times = await timeInTurn([copy, best.contender, ...kernels], {
      pairs: samples,
      signal,
      onProgress: (part) => onProgress({ fraction: 0.4 + 0.6 * part, message: 'all kernels in turn' }),
    });
    /** 10⁹ a second of the contender at a place, round by round, where one computation does `amount`. */
    const rates = (place: number, amount: number): number[] =>
      times[place]!.map((milliseconds) => amount / milliseconds / 1e6);
    const product = rates(1, best.contender.flops!);
    return {
      heads,
      headSize,
      length,
      matmul: { label: best.contender.label, n: best.n, rate: quantilesOf(product) },
      bandwidth: quantilesOf(rates(0, copy.bytes)),
      kernels: variants.map((variant, i): Kernel => {
        const flops = kernels[i]!.flops!;
        const own = rates(2 + i, flops);
        return {
          ...variant,
          intensity: flops / (4 * heads * length * headSize * vectorsOf(variant.operator)),
          rate: quantilesOf(own),
          share: quantilesOf(own.map((rate, round) => rate / product[round]!)),
        };
      }),
    };
  } finally {
    problem.dispose();
    copy.dispose();
    best.dispose();
  }
};
