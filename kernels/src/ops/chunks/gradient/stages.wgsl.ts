import { read, shader, written } from '../../../runtime/shader.ts';
import { GROUP } from '../../wgsl/grid.ts';
import { GRADIENT_PLACES, GRADIENT_SETTINGS } from './places.wgsl.ts';
import { TASKS } from './tasks.wgsl.ts';

/** All is WGSL: places and strides count vectors, sizes of matrices too, [4·rows,4·columns] in numbers. */
type Text = string;

/** A matrix that is copied, transposed, or both. */
export interface MatrixMove {
  readonly source: Text;
  readonly rows: Text;
  readonly columns: Text;
  readonly place?: Text;
  readonly mirror?: Text;
  readonly mirrorStride?: Text;
}

/** A product XᵀY, summed over `count` rows of X and Y. What the options say of a tile is in tasks.wgsl.ts. */
export interface MatrixProduct {
  readonly rows: Text;
  readonly columns: Text;
  readonly x: Text;
  readonly xStride: Text;
  readonly y: Text;
  readonly count: Text;
  /** Default 1. */
  readonly sign?: 1 | -1;
  /** Where it goes, and, transposed, its mirror; either may be missing. */
  readonly place?: Text;
  readonly keep?: boolean;
  readonly mirror?: Text;
  readonly mirrorStride?: Text;
  /** Entries with column < row · ratio + offset stay. Default: all do. */
  readonly stays?: { readonly ratio: Text; readonly offset: Text };
  /** Square, and its own transposed: the tiles below the diagonal are mirrors. */
  readonly symmetric?: boolean;
}

/** Copies, then products, with a barrier between and after them. */
export interface Stage {
  readonly moves?: readonly MatrixMove[];
  readonly products?: readonly MatrixProduct[];
  /** Statements after that. */
  readonly then?: Text;
}

export interface ChunkPass {
  readonly threads: number;
  readonly backwards?: boolean;
  /** Buffers of numbers that are read. */
  readonly reads?: readonly string[];
  /** WGSL functions. */
  readonly functions?: Text;
  /** Matrices in the space of a head, one after another: names, and vectors of four rows. */
  readonly space: readonly (readonly [name: string, size: Text])[];
  /** Statements before all chunks, before the stages of a chunk, after them, and after all chunks. */
  readonly start?: Text;
  readonly begin?: Text;
  readonly end?: Text;
  readonly finish?: Text;
  readonly stages: readonly Stage[];
  /** The first stage of a chunk. Default 0. */
  readonly firstStage?: Text;
}

/**
 * A pass from chunk to chunk, one head per workgroup, each chunk in stages. All products and copies go through
 * one place in the text: a stage only says which matrices they are of. Rows are gone through in loops of unknown length. Compilers
 * take their time over every access to the workspace.
 *
 * The text of a pass has `head`; `step`, and `chunk` and `record`, the chunk that is done in it; and the sizes.
 */
export function chunkPassShader(pass: ChunkPass) {
  const { threads, backwards = false, reads = [], functions = '', space, stages, firstStage = '0u' } = pass;
  const { start = '', begin = '', end = '', finish = '' } = pass;
  const places = space.map(([name], i) => {
    const [before, size] = i > 0 ? space[i - 1] : ['', ''];
    return `let ${name} = ${i > 0 ? `${before} + 4u * ${size}` : 'edgeOf(settings.heads) + head * settings.space'};`;
  });
  const body = `${GRADIENT_PLACES}
${TASKS}
${functions}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = ${GROUP};
  if (head >= settings.heads) { return; }
  let D4 = settings.D4;
  let V4 = settings.V4;
  let C4 = settings.C4;
  let N4 = settings.N4;
  ${places.join('\n  ')}
  ${start}
  for (var step = settings.begin; step < settings.end; step++) {
    let chunk = ${backwards ? 'settings.chunks - 1u - step' : 'step'};
    let record = recordOf(head, chunk);
    ${begin}
    for (var stage = ${firstStage}; stage < ${stages.flatMap(stepsOf).length}u; stage++) {
      ${stagesText(stages, threads)}
    }
    ${end}
  }
  ${finish}
}
`;
  return shader({
    buffers: { work: written('vec4<f32>'), ...Object.fromEntries(reads.map((name) => [name, read('f32')])) },
    settings: GRADIENT_SETTINGS,
    ranged: true,
    body,
  });
}

/** The tasks of a stage that need no barrier between them. */
interface Step {
  readonly tasks: readonly { readonly tiles: Text; readonly text: Text; readonly symmetric?: boolean }[];
  readonly then?: Text;
}

function stagesText(stages: readonly Stage[], threads: number): string {
  const steps = stages.flatMap(stepsOf);
  const inSteps = (text: (step: Step) => string): string =>
    steps.map((step, index) => (text(step) ? `if (stage == ${index}u) { ${text(step)} }\n      ` : '')).join('');
  return `var tiles = 0u;
      ${inSteps(({ tasks }) => `tiles = ${tasks.map(({ tiles }) => tiles).join(' + ')};`)}
      for (var i = id; i < tiles; i += ${threads}u) {
        var task = Task();
        var at = i;
        var width = 1u;
        ${inSteps(({ tasks }) => chosen(tasks))}
        var tile = vec2<u32>(at / width, at % width);
        ${inSteps(({ tasks }) =>
          tasks.some(({ symmetric }) => symmetric)
            ? 'tile = upperTile(at, width); if (tile.x == tile.y) { task.mirrorStride = 0u; }'
            : '',
        )}
        task = tileOf(task, 2u * tile.x, 2u * tile.y);
        finish(task, product(task.x, task.xStride, task.y, task.yStride, task.count));
      }
      storageBarrier();
      ${inSteps(({ then }) => (then ? `${then} storageBarrier();` : ''))}`;
}

function stepsOf({ moves, products, then }: Stage): Step[] {
  const copies = moves && { tasks: moves.map(copyTask) };
  const multiplied = products && { tasks: products.map(productTask) };
  const steps = [copies, multiplied].filter((step) => step !== undefined);
  return steps.map((step, index) => (index === steps.length - 1 ? { ...step, then } : step));
}

/** The task that \`at\` falls to, which then counts its tiles. */
function chosen([task, ...others]: Step['tasks']): string {
  if (others.length === 0) return task.text;
  return `if (at < ${task.tiles}) { ${task.text} } else { at -= ${task.tiles}; ${chosen(others)} }`;
}

function copyTask({
  source,
  rows,
  columns,
  place,
  mirror = '0u',
  mirrorStride = '0u',
}: MatrixMove): Step['tasks'][number] {
  const strides = place === undefined ? '0u, 0u' : `${place}, ${columns}`;
  return {
    tiles: `${rows} * ${columns} / 4u`,
    text: `width = ${columns} / 2u;
          task = Task(0u, 0u, 0u, 0u, 0u, 1.0, ${source}, ${columns}, ${strides}, ${mirror}, ${mirrorStride}, false, 0u, 0u, 0u, 0u);`,
  };
}

function productTask(product: MatrixProduct): Step['tasks'][number] {
  const { rows, columns, x, xStride, y, count, sign = 1, place, keep, mirror = '0u', mirrorStride = '0u' } = product;
  const strides = place === undefined ? '0u, 0u' : `${place}, ${columns}`;
  const stays = product.stays ? `true, ${product.stays.ratio}, ${product.stays.offset}` : 'false, 0u, 0u';
  return {
    symmetric: product.symmetric,
    tiles: product.symmetric ? `${rows} * (${rows} + 2u) / 8u` : `${rows} * ${columns} / 4u`,
    text: `width = ${columns} / 2u;
          task = Task(${x}, ${xStride}, ${y}, ${columns}, ${count}, ${sign}.0, ${keep ? strides : '0u, 0u'}, ${strides}, ${mirror}, ${mirrorStride}, ${stays}, 0u, 0u);`,
  };
}
