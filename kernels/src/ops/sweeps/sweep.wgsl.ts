import { DeviceError } from '../../errors.ts';
import { PRIVATE_BYTES } from '../../runtime/limits.ts';
import type { PassPlan } from '../../runtime/plan.ts';
import { read, shader, typesOf, valuesOf, written } from '../../runtime/shader.ts';
import type { ShaderBuffer, TypedSettings } from '../../runtime/shader.ts';
import { GROUP, gridOf } from '../wgsl/grid.ts';
import { elementOf, loadBlock, repeat, storeBlock } from '../wgsl/text.ts';
import { OUTER, foursFor, matrixBlocks } from '../wgsl/blocks.wgsl.ts';
import type { BlockText } from '../wgsl/blocks.wgsl.ts';

/** Invocations per workgroup. They share nothing, so a small group keeps small problems spread out. */
export const SWEEP_THREADS = 8;

/** Invocations that share the rows of a head's matrix. */
export function invocationsPerHead(rows: number, text: BlockText): number {
  return Math.ceil(rows / 4) / foursFor(rows, text);
}

/** A buffer of vectors, one after another. */
export interface Vectors {
  readonly name: string;
  /** Numbers per vector. */
  readonly size: number;
  /** Default: it is only read. */
  readonly written?: boolean;
}

export interface Sweep {
  /** The matrix X of a head is [rows,columns]; four or eight rows of it stay in one invocation. */
  readonly rows: number;
  readonly columns: number;
  /** Buffer that keeps X between dispatches, and has the last X in the end. */
  readonly matrix: string;
  /** X before the first step: zeros, a multiple of I, a buffer, its transposed, or the sum of both. */
  readonly start:
    'zeros' | 'diagonal' | { readonly buffer: string; readonly as?: 'transposed' | 'sum with transposed' };
  /** From the last step to the first. Default: from the first to the last. */
  readonly backwards?: boolean;
  readonly vectors: readonly Vectors[];
  /** What the text of a step reads beside them. Default none. */
  readonly settings?: TypedSettings;
  readonly text: BlockText;
  /** WGSL of one step, which may use `token` = (b·H + h)·T + t, and `previous`, the step done before it, or itself. */
  readonly step: (parts: SweepParts) => string;
  /** WGSL before the first step: variables that live from step to step. Default none. */
  readonly begin?: (parts: SweepParts) => string;
  /** WGSL after the last step: what waited for a next one, which would have been done with the rows at hand. */
  readonly end?: (parts: SweepParts) => string;
}

/** What the text of a step is made of. An invocation has one or two fours of rows, h = 0 or 1. */
export interface SweepParts {
  /** A statement for each four rows. */
  rows(statement: (h: number) => string): string;
  /** A statement for every block X of four rows, with the block's index j; `shared` comes first, once for all rows. */
  each(statement: (X: string, j: string, h: number) => string, shared?: (j: string) => string): string;
  /** The same in a loop, where it is not done in every step. */
  loop(statement: (X: string, j: string, h: number) => string): string;
  /** Writes X to a buffer of its rows, from `row` to `last`. */
  store(buffer: string): string;
  /** Four numbers of a vector of `rows` numbers, those that belong to four rows of this invocation. */
  own(vectors: string, h: number, index?: string): string;
  /** Block j of a vector of `columns` numbers. */
  block(vectors: string, j: string, index?: string): string;
  /** Writes the four numbers that belong to four rows of this invocation. */
  write(vectors: string, value: string, h: number, index?: string): string;
}

/**
 * A matrix per head goes through the sequence; in each step it is read along some vectors and changed by outer products.
 * Rows of it never meet, so there are no barriers: `X c` gives every invocation its own four numbers, and X + a bᵀ
 * needs four numbers of a and all of b. DeviceError('limit') where its rows are too long.
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
}): PassPlan {
  const { label, sweep, heads, T, products, diagonal = 0 } = args;
  const { rows, columns } = sweep;
  // Four rows of X are in an invocation's private memory.
  if (16 * columns > PRIVATE_BYTES) {
    throw new DeviceError('limit', `${label} with vectors of ${columns}: the largest a device has to hold is 512.`);
  }
  const perHead = invocationsPerHead(rows, sweep.text);
  const invocations = heads * perHead;
  const settings: TypedSettings = {
    T: ['u32', T],
    invocations: ['u32', invocations],
    blocks: ['u32', Math.ceil(columns / 4)],
    perHead: ['u32', perHead],
    diagonal: ['f32', diagonal],
    ...sweep.settings,
  };
  return shader({ buffers: buffersOf(sweep), settings: typesOf(settings), ranged: true, body: sweepText(sweep) }).pass({
    label,
    range: { begin: 0, end: T, multiple: 1 },
    settings: valuesOf(settings),
    workgroups: gridOf(Math.ceil(invocations / SWEEP_THREADS)),
    flops: heads * T * 2 * products * rows * columns,
  });
}

/** The vectors, the matrix, and what it begins with. */
function buffersOf({ rows, columns, matrix, vectors, start }: Sweep): Record<string, ShaderBuffer> {
  return {
    ...Object.fromEntries(vectors.map((one) => [one.name, (one.written ? written : read)(elementOf(one.size))])),
    [matrix]: written(elementOf(columns)),
    ...(typeof start !== 'string' && { [start.buffer]: read(elementOf(start.as === 'transposed' ? rows : columns)) }),
  };
}

function sweepText(sweep: Sweep): string {
  const { rows, columns, matrix, vectors, text } = sweep;
  const sizeOf = (name: string): number => vectors.find((buffer) => buffer.name === name)!.size;
  const fours = foursFor(rows, text);
  const X = matrixBlocks({ columns, text, fours });
  const own = (h: number): string => `(four + ${h}u)`;
  const place = (step: string): string => (sweep.backwards ? `T - 1u - ${step}` : step);
  const parts: SweepParts = {
    rows: (statement) => repeat(fours, statement),
    each: X.each,
    loop: X.loop,
    store: X.store,
    own: (name, h, index = 'token') => loadBlock(sizeOf(name), name, index, own(h)),
    block: (name, j, index = 'token') => loadBlock(sizeOf(name), name, index, j),
    write: (name, value, h, index = 'token') => storeBlock(sizeOf(name), name, index, own(h), value),
  };
  return `${OUTER}
@compute @workgroup_size(${SWEEP_THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (${GROUP}) * ${SWEEP_THREADS}u + id;
  if (index >= settings.invocations) { return; }
  let T = settings.T;
  let blocks = settings.blocks;
  let head = index / settings.perHead;
  let four = index % settings.perHead * ${fours}u;
  let row = head * ${rows}u + 4u * four;
  let last = head * ${rows}u + ${rows - 1}u;
  ${X.declare}
  if (settings.begin > 0u) { ${X.load(matrix)} } else { ${startText(sweep, X)} }
  ${sweep.begin?.(parts) ?? ''}
  var previous = head * T + ${place('settings.begin')};
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + ${place('step')};
    ${sweep.step(parts)}
    previous = token;
  }
  ${sweep.end?.(parts) ?? ''}
  ${X.store(matrix)}
}
`;
}

function startText({ rows, columns, start }: Sweep, { loop, diagonal, load }: ReturnType<typeof matrixBlocks>): string {
  if (start === 'zeros') return loop((X) => `${X} = mat4x4<f32>();`);
  if (start === 'diagonal') return diagonal('settings.diagonal');
  if (!start.as) return load(start.buffer);
  // Column 4j + c of X is a line of its transposed; after the last one there is none.
  const line = (c: number, j: string, h: number): string => {
    const place = `head * ${columns}u + min(4u * ${j} + ${c}u, ${columns - 1}u)`;
    const numbers = loadBlock(rows, start.buffer, `(${place})`, `(four + ${h}u)`);
    return columns % 4 === 0 ? numbers : `select(vec4<f32>(), ${numbers}, 4u * ${j} + ${c}u < ${columns}u)`;
  };
  const transposed = (j: string, h: number): string =>
    `mat4x4<f32>(${[0, 1, 2, 3].map((c) => line(c, j, h)).join(', ')})`;
  if (start.as === 'transposed') return loop((X, j, h) => `${X} = ${transposed(j, h)};`);
  return `${load(start.buffer)} ${loop((X, j, h) => `${X} += ${transposed(j, h)};`)}`;
}
