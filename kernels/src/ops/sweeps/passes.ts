import { DeviceError } from '../../errors.ts';
import type { PassPlan } from '../../runtime/plan.ts';
import { floatBits } from '../wgsl/floatBits.ts';
import { foursFor } from '../wgsl/blocks.wgsl.ts';
import type { BlockText } from '../wgsl/blocks.wgsl.ts';
import { LARGEST_GRID, SWEEP_THREADS, sweepBindings, sweepShader } from './sweep.wgsl.ts';
import type { Sweep } from './sweep.wgsl.ts';

/** Invocations that share the rows of a head's matrix. */
export function invocationsPerHead(rows: number, text: BlockText): number {
  return Math.ceil(rows / 4) / foursFor(rows, text);
}

/** Private memory per invocation that WGSL guarantees, in bytes. Four rows of X take 16·columns of it. */
const PRIVATE_BYTES = 8192;

/**
 * The pass of a {@link Sweep} over T steps of every head; DeviceError('limit') where its rows are too long.
 *
 * @param diagonal X before the first step, where the sweep starts on the diagonal
 * @param number what the text of a step finds at settings[1].w. Default 0
 * @param products rank-one changes and readings of X per step, for the count of flops
 */
export function sweepPass(args: {
  readonly label: string;
  readonly sweep: Sweep;
  readonly heads: number;
  readonly T: number;
  readonly products: number;
  readonly diagonal?: number;
  readonly number?: number;
}): PassPlan {
  const { label, sweep, heads, T, products, diagonal = 0, number = 0 } = args;
  const { rows, columns } = sweep;
  if (16 * columns > PRIVATE_BYTES) {
    throw new DeviceError('limit', `${label} with vectors of ${columns}: the largest a device has to hold is 512.`);
  }
  const perHead = invocationsPerHead(rows, sweep.text);
  const invocations = heads * perHead;
  const groups = Math.ceil(invocations / SWEEP_THREADS);
  return {
    label,
    code: sweepShader(sweep),
    bindings: sweepBindings(sweep),
    range: { begin: 0, end: T, multiple: 1 },
    uniforms: [T, invocations, Math.ceil(columns / 4), perHead, floatBits(diagonal), number],
    workgroups: [Math.min(groups, LARGEST_GRID), 1, Math.ceil(groups / LARGEST_GRID)],
    flops: heads * T * 2 * products * rows * columns,
  };
}
