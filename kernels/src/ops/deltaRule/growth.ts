import { tokenPlace } from '../../errors.ts';
import type { HostTensor } from '../../tensor.ts';
import type { TokenWatch } from '../operator.ts';

type Tensors = Readonly<Record<string, HostTensor | null | undefined>>;

/** Products of the factors of a sequence that are worth a word, as a logarithm. */
const WORTH_A_WORD = Math.log(100);

/**
 * What is to be said of keys that make the memory grow, or null. A step multiplies it along the key that it reads by γ (1 − β kᵀp),
 * which for keys of length 1 is between −γ and γ where β is between 0 and 2; where keys are longer, it may be anything, and a memory
 * that doubles at every step leaves float32 after 128.
 *
 * @param inputs k [B,H,T,D], and p [B,H,T,D], beta and gamma [B,H,T] where there are any
 */
export const growthWarning = (inputs: Tensors): string | null =>
  watchGrowth()({ inputs, firstStep: 0, count: Infinity, diverged: false });

/** The same of a sequence that comes in pieces: each is judged by what was there before it, too. */
export function watchGrowth(): TokenWatch {
  /** Of each head. */
  const growth: number[] = [];
  return ({ inputs: { k, p, beta, gamma }, firstStep, count }) => {
    if (!k) return null;
    const [B, H, T, D] = k.shape as [number, number, number, number];
    const read = p ?? k;
    let [most, mostAt] = [1, 0];
    for (let head = 0; head < B * H; head++) {
      let sum = growth[head] ?? 0;
      for (let token = head * T; token < head * T + Math.min(T, count); token++) {
        let overlap = 0;
        for (let i = token * D; i < (token + 1) * D; i++) overlap += k.data[i]! * read.data[i]!;
        const factor = (gamma?.data[token] ?? 1) * (1 - (beta?.data[token] ?? 1) * overlap);
        sum += Math.log(Math.max(1, Math.abs(factor)));
        if (sum > WORTH_A_WORD && Math.abs(factor) > Math.abs(most)) [most, mostAt] = [factor, token];
      }
      growth[head] = sum;
    }
    if (most === 1) return null;
    const { step, batch, head } = tokenPlace(mostAt, { H, T });
    const where = `step ${firstStep + step} of batch ${batch}, head ${head}`;
    const problem = `the memory may grow without bound: ${where} multiplies it by ${most.toPrecision(2)} along the key`;
    return `${problem}; use keys of length about 1, or a smaller beta`;
  };
}
