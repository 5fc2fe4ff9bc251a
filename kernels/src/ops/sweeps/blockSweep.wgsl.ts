import { foursFor, matrixBlocks, OUTER } from '../wgsl/blocks.wgsl.ts';
import type { BlockText } from '../wgsl/blocks.wgsl.ts';
import { GROUP } from '../wgsl/grid.ts';
import { loadBlock, repeat, storeBlock } from '../wgsl/text.ts';
import { matrixOf, sizeOf } from './sweep.ts';
import type { Sweep, SweepParts } from './sweep.ts';

/** Invocations per workgroup. They share nothing, so a small group keeps small problems spread out. */
export const SWEEP_THREADS = 8;

/** Invocations that share the rows of a head's matrix. */
export function invocationsPerHead(rows: number, text: BlockText, columns: number): number {
  return Math.ceil(rows / 4) / foursOf({ rows, columns }, text);
}

/** Columns up to which eight rows compile in a second or two. */
const LONGEST_IN_EIGHTS = 64;

function foursOf({ rows, columns }: Pick<Sweep, 'rows' | 'columns'>, text: BlockText): 1 | 2 {
  return columns > LONGEST_IN_EIGHTS ? 1 : foursFor(rows, text);
}

/** The text of a sweep with four or eight rows in an invocation, as 4×4 blocks, that loads all vectors by itself. */
export function blockSweepText(sweep: Sweep, text: BlockText): string {
  const { rows, columns } = sweep;
  const fours = foursOf(sweep, text);
  const matrix = matrixOf(sweep);
  const X = matrixBlocks({ columns, text, fours });
  const own = (h: number): string => `(four + ${h}u)`;
  const place = (step: string): string => (sweep.backwards ? `T - 1u - ${step}` : step);
  const from = (first: string, statement: string): string =>
    `{ let row = ${first} + 4u * four; let last = ${first} + ${rows - 1}u; ${statement} }`;
  const parts: SweepParts = {
    rows: (statement) => repeat(fours, statement),
    each: X.each,
    loop: X.loop,
    store: (buffer, first) => from(first, X.store(buffer)),
    own: (name, h, index = 'token') => loadBlock(sizeOf(sweep, name), name, index, own(h)),
    block: (name, j, index = 'token') => loadBlock(sizeOf(sweep, name), name, index, j),
    write: (name, value, h, index = 'token') => storeBlock(sizeOf(sweep, name), name, index, own(h), value),
  };
  const load = from(matrix.first, X.load(matrix.buffer));
  return `alias Part = vec4<f32>;
fn product(x: Part, y: Part) -> f32 { return dot(x, y); }
${OUTER}
@compute @workgroup_size(${SWEEP_THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (${GROUP}) * ${SWEEP_THREADS}u + id;
  if (index >= settings.invocations) { return; }
  let T = settings.T;
  let blocks = settings.blocks;
  let head = index / settings.perHead;
  let four = index % settings.perHead * ${fours}u;
  ${X.declare}
  ${sweep.start === 'kept' ? load : `if (settings.begin > 0u) { ${load} } else { ${startText(sweep, X)} }`}
  ${sweep.begin?.(parts) ?? ''}
  var previous = head * T + ${place('settings.begin')};
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + ${place('step')};
    ${sweep.step(parts)}
    previous = token;
  }
  ${sweep.end?.(parts) ?? ''}
  ${parts.store(matrix.buffer, matrix.first)}
}
`;
}

function startText({ rows, columns, start }: Sweep, { loop, diagonal, load }: ReturnType<typeof matrixBlocks>): string {
  if (start === 'zeros') return loop((X) => `${X} = mat4x4<f32>();`);
  if (start === 'diagonal') return diagonal('settings.diagonal');
  if (start === 'kept') return '';
  const rowsText = `let row = head * ${rows}u + 4u * four; let last = head * ${rows}u + ${rows - 1}u;`;
  if (!start.as) return `${rowsText} ${load(start.buffer)}`;
  // Column 4j + c of X is a line of its transposed; after the last one there is none.
  const line = (c: number, j: string, h: number): string => {
    const place = `head * ${columns}u + min(4u * ${j} + ${c}u, ${columns - 1}u)`;
    const numbers = loadBlock(rows, start.buffer, `(${place})`, `(four + ${h}u)`);
    return columns % 4 === 0 ? numbers : `select(vec4<f32>(), ${numbers}, 4u * ${j} + ${c}u < ${columns}u)`;
  };
  const transposed = (j: string, h: number): string =>
    `mat4x4<f32>(${[0, 1, 2, 3].map((c) => line(c, j, h)).join(', ')})`;
  if (start.as === 'transposed') return loop((X, j, h) => `${X} = ${transposed(j, h)};`);
  return `${rowsText} ${load(start.buffer)} ${loop((X, j, h) => `${X} += ${transposed(j, h)};`)}`;
}
