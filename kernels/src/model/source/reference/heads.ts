import { ArgumentError } from '../../../errors.ts';
import { emptyTensor } from '../../../ops/host/heads.ts';
import { describe } from '../../../ops/validation/options.ts';
import type { Numbers } from './types.ts';

/**
 * [B,T,H·D] → [B,H,T,D]
 *
 * @throws ArgumentError unless heads divide the width
 */
export function splitHeads(x: Numbers, heads = 1): Numbers {
  const [B, T, width] = x.shape as [number, number, number];
  if (!Number.isSafeInteger(heads) || heads < 1 || width % heads !== 0) {
    const problem = `was ${describe(heads)}; expected a divisor of ${width}, the width of the projections`;
    throw new ArgumentError('heads', problem);
  }
  const D = width / heads;
  const result = emptyTensor(B, heads, T, D);
  eachHead([B, heads, T, D], (apart, together) => {
    result.data.set(x.data.subarray(together, together + D), apart);
  });
  return result;
}

/** [B,H,T,D] → [B,T,H·D] */
export function mergeHeads(x: Numbers): Numbers {
  const [B, H, T, D] = x.shape as [number, number, number, number];
  const result = emptyTensor(B, T, H * D);
  eachHead([B, H, T, D], (apart, together) => {
    result.data.set(x.data.subarray(apart, apart + D), together);
  });
  return result;
}

/** Where the vector of each token of each head begins: with heads apart, and with heads side by side. */
function eachHead(
  [B, H, T, D]: readonly [number, number, number, number],
  visit: (apart: number, together: number) => void,
): void {
  for (let b = 0; b < B; b++) {
    for (let h = 0; h < H; h++) {
      for (let t = 0; t < T; t++) visit(((b * H + h) * T + t) * D, ((b * T + t) * H + h) * D);
    }
  }
}
