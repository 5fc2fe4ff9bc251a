import type { DeviceTraits } from '../../../runtime/types.ts';
import { laneShares } from '../../sweeps/laneSweep.wgsl.ts';
import type { Lanes } from '../../wgsl/subgroups.wgsl.ts';
import type { VlaProblem } from '../problem.ts';

/** Sizes and choices that the text of tokens in subgroups depends on. */
export interface DecodeLanes extends Lanes {
  /** Rows of a lane that are taken at a time. */
  readonly rows: number;
  /** Columns whose updates are taken at a time. */
  readonly across: number;
  /** D and Dv, rounded up to whole blocks of rows, and D to whole rounds of columns. */
  readonly keys: number;
  readonly values: number;
  readonly columns: number;
  readonly write: 'normalized' | 'plain';
  readonly error: 'residual' | 'additive';
}

/** Tokens whose updates wait beside A and S before they are added to them. */
export const WAITING = 4;

/** The shape of the text for a device's subgroups; null where shaders can't use them. */
export function decodeLanes(
  { sizes: { D, Dv }, options: { write, error } }: Pick<VlaProblem, 'sizes' | 'options'>,
  { subgroupSize: lanes }: Pick<DeviceTraits, 'subgroupSize'>,
): DecodeLanes | null {
  if (!lanes) return null;
  const rows = laneShares(Math.max(D, Dv), { lanes }).perLane;
  const across = Math.min(lanes, D);
  const whole = (size: number, part: number) => part * Math.ceil(size / part);
  const [keys, values] = [whole(D, rows * lanes), whole(Dv, rows * lanes)];
  return { lanes, rows, across, keys, values, columns: whole(D, across), write, error };
}

/**
 * Where things are in a head's state, in numbers: A and S, column after column; z, α, e and −1/δ (0 of an update that was
 * skipped) of each update that waits; what waits to be added to A's diagonal, and how many updates wait; and of each token of a
 * dispatch A₀u, A₀k, S₀k and S₀q, which mean nothing afterwards.
 */
export function lanesOffsets({ keys, values, columns }: Pick<DecodeLanes, 'keys' | 'values' | 'columns'>) {
  const S = columns * keys;
  const z = S + columns * values;
  const alpha = z + WAITING * keys;
  const error = alpha + WAITING * keys;
  const gain = error + WAITING * values;
  const added = gain + WAITING;
  const products = added + 2;
  const head = products + 2 * WAITING * (keys + values);
  return { A: 0, S, z, alpha, error, gain, added, waiting: added + 1, products, head };
}
