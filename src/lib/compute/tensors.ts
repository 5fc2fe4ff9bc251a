import type { HostTensor } from '@vla/kernels';

/** A tensor [B,H,T,size] whose vector at (b, h, t) is what `fill` writes into the given view. */
export function sequences(
  shape: readonly [batch: number, heads: number, steps: number, size: number],
  fill: (view: Float32Array, place: { readonly b: number; readonly h: number; readonly t: number }) => void,
): HostTensor {
  const [batch, heads, steps, size] = shape;
  const data = new Float32Array(batch * heads * steps * size);
  for (let b = 0, start = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      for (let t = 0; t < steps; t++, start += size) fill(data.subarray(start, start + size), { b, h, t });
    }
  }
  return { shape, data };
}

/** Sequences [T,size] of equal shape, in the order (b, h), as one tensor [B,H,T,size]. */
export function stack(rows: readonly (readonly Float32Array[])[], size: number): HostTensor {
  const [batch, heads, length] = [rows.length, rows[0].length, rows[0][0].length];
  const data = new Float32Array(batch * heads * length);
  rows.forEach((row, b) => row.forEach((sequence, h) => data.set(sequence, (b * heads + h) * length)));
  return { shape: [batch, heads, length / size, size], data };
}

/** Steps from…to − 1 of a tensor [B,H,T,…]. */
export function sliceSteps({ shape, data }: HostTensor, from: number, to: number): HostTensor {
  const [batch, heads, steps, ...rest] = shape;
  const size = rest.reduce((product, extent) => product * extent, 1);
  const result = new Float32Array(batch * heads * (to - from) * size);
  for (let row = 0; row < batch * heads; row++) {
    const source = data.subarray((row * steps + from) * size, (row * steps + to) * size);
    result.set(source, row * (to - from) * size);
  }
  return { shape: [batch, heads, to - from, ...rest], data: result };
}
