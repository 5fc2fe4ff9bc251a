import { DeviceError } from '../../errors.ts';
import { PRIVATE_BYTES } from '../../runtime/limits.ts';
import type { PassPlan } from '../../runtime/plan.ts';
import { read, shader, typesOf, valuesOf, written } from '../../runtime/shader.ts';
import type { ShaderBuffer, TypedSettings } from '../../runtime/shader.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { blockTextFor } from '../wgsl/blocks.wgsl.ts';
import { gridOf } from '../wgsl/grid.ts';
import { lanesFor } from '../wgsl/subgroups.wgsl.ts';
import { elementOf } from '../wgsl/text.ts';
import { blockSweepText, invocationsPerHead, SWEEP_THREADS } from './blockSweep.wgsl.ts';
import { laneShares, laneSweepText, MOST_ROWS } from './laneSweep.wgsl.ts';
import { matrixOf } from './sweep.ts';
import type { Sweep, SweepText } from './sweep.ts';

/**
 * Columns up to which rows in registers compile in a second or two: of gradients, which take five such passes, and of S
 * alone. One more than heads usually have numbers: the denominators of linear attention are a row.
 */
const LONGEST_IN_LANES = { blocks: 72, fourRows: 128 };

/** The text for a device: in subgroups where it has them, for rows and sequences of these lengths. */
export function sweepTextFor(
  { columns, T }: { readonly columns: number; readonly T: number },
  device: DeviceTraits,
  kept: keyof typeof LONGEST_IN_LANES = 'blocks',
): SweepText {
  const lanes = lanesFor(device, { numbers: () => MOST_ROWS * columns, steps: T });
  return lanes && columns <= LONGEST_IN_LANES[kept] ? lanes : blockTextFor(columns, device.adapter, kept);
}

/**
 * A matrix per head goes through the sequence; in each step it is read along some vectors and changed by outer products.
 * Rows of it never meet, so there are no barriers: `X c` gives every invocation its own rows' numbers, and X + a bᵀ
 * needs those of a and all of b. DeviceError('limit') where its rows are too long.
 *
 * @param diagonal X before the first step, where the sweep starts on the diagonal
 * @param products rank-one changes and readings of X per step, for the count of flops
 */
export function sweepPass(args: {
  readonly label: string;
  readonly sweep: Sweep;
  readonly heads: number;
  readonly T: number;
  readonly products: number;
  readonly diagonal?: number;
  /** The steps of this pass. Default: all. */
  readonly steps?: { readonly begin: number; readonly end: number };
  /** What the plan calls those buffers that have another name there. */
  readonly buffers?: Readonly<Record<string, string>>;
}): PassPlan {
  const { label, sweep, heads, T, products, diagonal = 0, steps = { begin: 0, end: T }, buffers = {} } = args;
  const { rows, columns, matrix } = sweep;
  // Four rows of X are in an invocation's private memory.
  if (16 * columns > PRIVATE_BYTES) {
    throw new DeviceError('limit', `${label} with vectors of ${columns}: the largest a device has to hold is 512.`);
  }
  const { body, perHead, perGroup, bound } = writtenOut(sweep);
  const invocations = heads * perHead;
  const settings: TypedSettings = {
    T: ['u32', T],
    invocations: ['u32', invocations],
    ...bound,
    perHead: ['u32', perHead],
    diagonal: ['f32', diagonal],
    ...(typeof matrix !== 'string' && { firstRow: ['u32', matrix.firstRow] as const }),
    ...sweep.settings,
  };
  return shader({
    subgroups: typeof sweep.text !== 'string',
    buffers: buffersOf(sweep),
    settings: typesOf(settings),
    ranged: true,
    body,
  }).pass({
    label,
    buffers,
    range: { ...steps, multiple: 1 },
    settings: valuesOf(settings),
    workgroups: gridOf(Math.ceil(invocations / perGroup)),
    flops: heads * (steps.end - steps.begin) * 2 * products * rows * columns,
  });
}

/** The text, and how invocations, or subgroups, share out the rows of a head. */
function writtenOut(sweep: Sweep): {
  readonly body: string;
  readonly perHead: number;
  /** Of a workgroup. */
  readonly perGroup: number;
  readonly bound: TypedSettings;
} {
  const { rows, columns, text } = sweep;
  if (typeof text !== 'string') {
    const { groups } = laneShares(rows, text);
    return { body: laneSweepText(sweep, text), perHead: groups, perGroup: 1, bound: { columns: ['u32', columns] } };
  }
  const blocks = Math.ceil(columns / 4);
  const perHead = invocationsPerHead(rows, text, columns);
  return { body: blockSweepText(sweep, text), perHead, perGroup: SWEEP_THREADS, bound: { blocks: ['u32', blocks] } };
}

/** The vectors, the matrix, and what it begins with. */
function buffersOf(sweep: Sweep): Record<string, ShaderBuffer> {
  const { rows, columns, vectors, start, text } = sweep;
  const element = typeof text === 'string' ? elementOf : () => 'f32' as const;
  return {
    ...Object.fromEntries(vectors.map((one) => [one.name, (one.written ? written : read)(element(one.size))])),
    [matrixOf(sweep).buffer]: written(element(columns)),
    ...(typeof start !== 'string' && { [start.buffer]: read(element(start.as === 'transposed' ? rows : columns)) }),
  };
}
