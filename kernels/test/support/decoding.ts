import type { Decoded, Decoder } from '../../src/ops/call/decoder.ts';
import type { HostTensor } from '../../src/tensor.ts';

/** Step t of tensors [B,H,T,…], each without its time axis. */
export function tokenAt<Inputs extends object>(inputs: Inputs, t: number): Inputs {
  const entries = (Object.entries(inputs) as [string, HostTensor][]).map(
    ([
      name,
      {
        shape: [B, H, T, ...rest],
        data,
      },
    ]) => {
      const width = rest.reduce((product, size) => product * size, 1);
      const heads = Array.from({ length: B * H }, (_, head) => [
        ...data.subarray((head * T + t) * width, (head * T + t + 1) * width),
      ]);
      return [name, { shape: [B, H, ...rest], data: Float64Array.from(heads.flat()) }];
    },
  );
  return Object.fromEntries(entries) as Inputs;
}

/** Takes steps [start, end) of a sequence one by one. */
export async function decode<Inputs extends object>(
  decoder: Decoder<Inputs, unknown>,
  inputs: Inputs,
  start: number,
  end: number,
): Promise<Decoded[]> {
  const decoded = [];
  for (let t = start; t < end; t++) decoded.push(await decoder.step(tokenAt(inputs, t)));
  return decoded;
}

/** Outputs [B,H,Dv] of consecutive steps as [B,H,T,Dv]. */
export function stacked(decoded: readonly Decoded[]): HostTensor {
  const [B, H, Dv] = decoded[0].output.shape;
  const heads = Array.from({ length: B * H }, (_, head) =>
    decoded.map(({ output }) => [...output.data.subarray(head * Dv, (head + 1) * Dv)]),
  );
  return { shape: [B, H, decoded.length, Dv], data: Float64Array.from(heads.flat(2)) };
}
