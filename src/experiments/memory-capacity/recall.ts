import type { HostTensor } from '@vla/kernels';
import { dot } from '@vla/kernels/math';

/**
 * Share of the answers [B,H,N,size] whose nearest value among `values` [B,H,N,size] is their own, for every b and h.
 * Values have unit length, so the nearest one has the largest inner product with the answer, however long that is.
 */
export function recallOf(answers: HostTensor, values: HostTensor): number[][] {
  const [batch, heads, count, size] = values.shape;
  const row = ({ data }: HostTensor, head: number, n: number) =>
    data.subarray((head * count + n) * size, (head * count + n + 1) * size);
  const recall = (head: number): number => {
    let hits = 0;
    for (let n = 0; n < count; n++) {
      const answer = row(answers, head, n);
      const own = dot(answer, row(values, head, n));
      let nearest = true;
      for (let other = 0; other < count && nearest; other++) {
        nearest = other === n || dot(answer, row(values, head, other)) < own;
      }
      if (nearest) hits++;
    }
    return hits / count;
  };
  return Array.from({ length: batch }, (_, b) => Array.from({ length: heads }, (_, h) => recall(b * heads + h)));
}
