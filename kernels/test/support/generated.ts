import type { Random } from '../../src/random.ts';
import { asFloat32 } from '../../src/ops/host/float32.ts';
import type { HostTensor } from '../../src/tensor.ts';

/** Shapes of a generated case, and where its sequence is cut in two: after `cut` steps, 0 for not at all. */
export interface GeneratedSizes {
  readonly B: number;
  readonly H: number;
  readonly T: number;
  readonly D: number;
  readonly Dv: number;
  readonly cut: number;
}

const HEADS = [8, 16, 24, 32, 48, 64, 96, 128];
/** Multiply-adds of one case in the float64 reference: keeps a suite of them within seconds. */
const LARGEST_WORK = 4e7;

/** T from 1 to 3,000, mostly off chunk lengths, D of a usual head, another Dv half of the time. */
export function generatedSizes(random: Random): GeneratedSizes {
  const below = (bound: number): number => random.integer(bound);
  const D = HEADS[below(HEADS.length)];
  const Dv = below(2) ? D : 1 + below(130);
  // As many short sequences as long ones.
  const T = Math.max(1, Math.round(3000 ** random.uniform()));
  const affordable = Math.max(1, Math.floor(LARGEST_WORK / (T * D * Dv)));
  const B = 1 + below(Math.min(2, affordable));
  const H = 1 + below(Math.min(3, Math.max(1, Math.floor(affordable / B))));
  return { B, H, T, D, Dv, cut: T > 1 && below(2) ? 1 + below(T - 1) : 0 };
}

/** The inputs as a device gets them, so that rounding them is no part of the error. */
export function rounded<Inputs extends object>(inputs: Inputs): Inputs {
  const entries = Object.entries(inputs as Record<string, HostTensor>);
  return Object.fromEntries(
    entries.map(([name, tensor]) => [name, { shape: tensor.shape, data: asFloat32(tensor) }]),
  ) as Inputs;
}

/** Steps [start, end) of every tensor [B,H,T,…]; those called initial… have no steps. */
export function stepsOf<Inputs extends object>(inputs: Inputs, start: number, end: number): Inputs {
  const cut = (tensor: HostTensor): HostTensor => {
    const [B, H, T, ...rest] = tensor.shape as [number, number, number, ...number[]];
    const width = rest.reduce((product, size) => product * size, 1);
    const data = new Float32Array(B * H * (end - start) * width);
    for (let head = 0; head < B * H; head++)
      data.set(
        tensor.data.subarray((head * T + start) * width, (head * T + end) * width),
        head * (end - start) * width,
      );
    return { shape: [B, H, end - start, ...rest], data };
  };
  const entries = Object.entries(inputs as Record<string, HostTensor>);
  return Object.fromEntries(
    entries.map(([name, tensor]) => [name, name.startsWith('initial') ? tensor : cut(tensor)]),
  ) as Inputs;
}

/** Tensors [B,H,T,…] of consecutive calls, as one. */
export function joined(parts: readonly HostTensor[]): HostTensor {
  const [B, H, , ...rest] = parts[0]!.shape as [number, number, number, ...number[]];
  const T = parts.reduce((sum, { shape }) => sum + shape[2]!, 0);
  const heads = Array.from({ length: B * H }, (_, head) =>
    parts.map(({ data }) => [...data.subarray((head * data.length) / (B * H), ((head + 1) * data.length) / (B * H))]),
  );
  return { shape: [B, H, T, ...rest], data: Float32Array.from(heads.flat(2)) };
}
