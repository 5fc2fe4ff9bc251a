import { elementOf, loadBlock, repeat, storeBlock } from '../wgsl/text.ts';
import { OUTER, foursFor, matrixBlocks } from '../wgsl/blocks.wgsl.ts';
import type { BlockText } from '../wgsl/blocks.wgsl.ts';

/** Invocations per workgroup. They share nothing, so a small group keeps small problems spread out. */
export const SWEEP_THREADS = 8;

/** Most workgroups in one direction; the rest follows in z. */
export const LARGEST_GRID = 65535;

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
  readonly text: BlockText;
  /** WGSL of one step, which may use `token` = (b·H + h)·T + t, and `previous`, the step done before it, or itself. */
  readonly step: (parts: SweepParts) => string;
  /** WGSL before the first step: variables that live from step to step. Default none. */
  readonly begin?: (parts: SweepParts) => string;
  /** WGSL behind the last step: what waited for a next one, which would have been done with the rows at hand. */
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
 * needs four numbers of a and all of b.
 *
 * Uniforms: begin, end, T, invocations needed; ⌈columns/4⌉, invocations a head, bits of the diagonal, a number for the step.
 */
export function sweepShader(sweep: Sweep): string {
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
  const buffers = [
    ...vectors.map(({ name, size, written }) => ({ name, type: elementOf(size), written })),
    { name: matrix, type: elementOf(columns), written: true },
    ...startBuffer(sweep),
  ];
  const declare = ({ name, type, written }: (typeof buffers)[number], binding: number): string =>
    `@group(0) @binding(${binding}) var<storage, ${written ? 'read_write' : 'read'}> ${name}: array<${type}>;`;
  return `${buffers.map(declare).join('\n')}
@group(0) @binding(${buffers.length}) var<uniform> settings: array<vec4<u32>, 2>;
${OUTER}
@compute @workgroup_size(${SWEEP_THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (group.x + group.z * ${LARGEST_GRID}u) * ${SWEEP_THREADS}u + id;
  if (index >= settings[0].w) { return; }
  let T = settings[0].z;
  let blocks = settings[1].x;
  let head = index / settings[1].y;
  let four = index % settings[1].y * ${fours}u;
  let row = head * ${rows}u + 4u * four;
  let last = head * ${rows}u + ${rows - 1}u;
  ${X.declare}
  if (settings[0].x > 0u) { ${X.load(matrix)} } else { ${startText(sweep, X)} }
  ${sweep.begin?.(parts) ?? ''}
  var previous = head * T + ${place('settings[0].x')};
  for (var step = settings[0].x; step < settings[0].y; step++) {
    let token = head * T + ${place('step')};
    ${sweep.step(parts)}
    previous = token;
  }
  ${sweep.end?.(parts) ?? ''}
  ${X.store(matrix)}
}
`;
}

/** Names of the buffers in binding order. */
export function sweepBindings(sweep: Sweep): string[] {
  return [...sweep.vectors.map(({ name }) => name), sweep.matrix, ...startBuffer(sweep).map(({ name }) => name)];
}

function startBuffer({ rows, columns, start }: Sweep): { name: string; type: string; written?: boolean }[] {
  if (typeof start === 'string') return [];
  return [{ name: start.buffer, type: elementOf(start.as === 'transposed' ? rows : columns) }];
}

function startText({ rows, columns, start }: Sweep, { loop, diagonal, load }: ReturnType<typeof matrixBlocks>): string {
  if (start === 'zeros') return loop((X) => `${X} = mat4x4<f32>();`);
  if (start === 'diagonal') return diagonal('bitcast<f32>(settings[1].z)');
  if (!start.as) return load(start.buffer);
  // Column 4j + c of X is a line of its transposed; behind the last one there is none.
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
