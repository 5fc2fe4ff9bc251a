import { isLlvmpipe } from '../../../runtime/adapter.ts';
import type { DeviceTraits } from '../../../runtime/types.ts';
import type { VlaProblem } from '../problem.ts';

/** Sizes and choices that the shader for one token depends on. */
export interface DecodeShape {
  /** D and Dv, rounded up to whole blocks of rows. */
  readonly keys: number;
  readonly values: number;
  /** Numbers in an element of the buffers. */
  readonly width: 1 | 4;
  /** Rows that an invocation takes at a time; a multiple of the width. */
  readonly rows: 4 | 8;
  readonly workgroupSize: number;
  readonly write: 'normalized' | 'plain';
  readonly error: 'residual' | 'additive';
}

/**
 * The shape for a device. llvmpipe compiles loads and stores of vec4s for tens of seconds, so it gets single numbers, and
 * as many invocations as it has lanes. On SwiftShader every load costs the same, so vectors are shared by more rows.
 */
export function decodeShape(
  { sizes, options: { write, error } }: Pick<VlaProblem, 'sizes' | 'options'>,
  { limits, adapter }: DeviceTraits,
): DecodeShape {
  const width = isLlvmpipe(adapter) ? 1 : 4;
  const rows = width === 4 && adapter.software ? 8 : 4;
  const whole = (size: number) => rows * Math.ceil(size / rows);
  const [keys, values] = [whole(sizes.D), whole(sizes.Dv)];
  const most = adapter.software ? 8 : Math.min(64, limits.maxComputeInvocationsPerWorkgroup);
  return { keys, values, width, rows, workgroupSize: Math.min(most, Math.max(keys, values) / rows), write, error };
}

/**
 * Where things are, in elements. A head's state: A, S, z, α, e of the token before, and −1/δ of its update, or 0. A head's
 * token: u, k, q, v, and what to add to A's diagonal.
 */
export function decodeOffsets({ keys, values, width }: Pick<DecodeShape, 'keys' | 'values' | 'width'>) {
  const [k, v] = [keys / width, values / width];
  const memory = keys * k;
  const z = memory + values * k;
  const gain = z + 2 * k + v;
  return { keys: k, values: v, memory, z, alpha: z + k, error: z + 2 * k, gain, head: gain + 1, token: 3 * k + v + 1 };
}

/** Bytes of workgroup memory that the shader declares. */
export function decodeWorkgroupBytes({ keys, values }: DecodeShape): number {
  return 8 * (keys + values);
}
