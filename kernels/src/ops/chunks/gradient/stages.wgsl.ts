import { LARGEST_GRID } from '../parts.ts';
import { GRADIENT_PLACES } from './places.wgsl.ts';
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

/** Moves, then products, with a barrier between and behind them. */
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
  /** Matrices in the room of a head, one behind another: names, and vectors of four rows. */
  readonly room: readonly (readonly [name: string, size: Text])[];
  /** Statements before all chunks, before the stages of a chunk, behind them, and behind all chunks. */
  readonly start?: Text;
  readonly begin?: Text;
  readonly end?: Text;
  readonly finish?: Text;
  readonly stages: readonly Stage[];
  /** The first stage of a chunk. Default 0. */
  readonly firstStage?: Text;
}

/**
 * A pass from chunk to chunk, one head per workgroup, each chunk in stages. All products go through one place in the text, and
 * so do all moves: a stage only says which matrices they are of. Rows are gone through in loops of unknown length. Compilers
 * take their time over every access to the workspace.
 *
 * The text of a pass has `head`; `step`, and `chunk` and `record`, the chunk that is done in it; and the sizes.
 */
export function chunkPassShader(pass: ChunkPass): string {
  const { threads, backwards = false, reads = [], functions = '', room, stages, firstStage = '0u' } = pass;
  const { start = '', begin = '', end = '', finish = '' } = pass;
  const bindings = [
    'var<storage, read_write> work: array<vec4<f32>>',
    ...reads.map((name) => `var<storage, read> ${name}: array<f32>`),
    'var<uniform> settings: Settings',
  ];
  const places = room.map(([name], i) => {
    const [before, size] = i > 0 ? room[i - 1] : ['', ''];
    return `let ${name} = ${i > 0 ? `${before} + 4u * ${size}` : 'edgeOf(settings.heads) + head * settings.room'};`;
  });
  return `${bindings.map((declared, binding) => `@group(0) @binding(${binding}) ${declared};`).join('\n')}
${GRADIENT_PLACES}
${TASKS}
${functions}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = group.x + group.z * ${LARGEST_GRID}u;
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
    for (var stage = ${firstStage}; stage < ${stages.length}u; stage++) {
      ${stagesText(stages, threads)}
    }
    ${end}
  }
  ${finish}
}
`;
}

function stagesText(stages: readonly Stage[], threads: number): string {
  const inStages = (text: (stage: Stage, index: number) => string): string => stages.map(text).join('');
  return `var moves = 0u;
      ${inStages(({ moves = [] }, index) => counted('moves', index, moves, ({ rows, columns }) => `${rows} * ${columns}`))}
      for (var i = id; i < moves; i += ${threads}u) {
        var task = Move();
        var at = i;
        ${inStages(({ moves = [] }, index) => chosen(index, moves, ({ rows, columns }) => `${rows} * ${columns}`, moveText))}
        moveBlock(blockOf(task, at));
      }
      ${inStages(({ moves, products }, index) => (moves && products ? `if (stage == ${index}u) { storageBarrier(); }` : ''))}
      var tiles = 0u;
      ${inStages(({ products = [] }, index) => counted('tiles', index, products, tilesIn))}
      for (var i = id; i < tiles; i += ${threads}u) {
        var task = Task();
        var at = i;
        var width = 1u;
        ${inStages(({ products = [] }, index) => chosen(index, products, tilesIn, productText))}
        var tile = vec2<u32>(at / width, at % width);
        ${inStages(({ products = [] }, index) =>
          products.some(({ symmetric }) => symmetric)
            ? `if (stage == ${index}u) {
          tile = upperTile(at, width);
          if (tile.x == tile.y) { task.mirrorStride = 0u; }
        }`
            : '',
        )}
        task = tileOf(task, 2u * tile.x, 2u * tile.y);
        finish(task, product(task.x, task.xStride, task.y, task.yStride, task.count));
      }
      storageBarrier();
      ${inStages(({ then }, index) => (then ? `if (stage == ${index}u) { ${then} storageBarrier(); }` : ''))}`;
}

/** How many there are in a stage. */
function counted<Item>(name: string, stage: number, items: readonly Item[], count: (item: Item) => string): string {
  return items.length > 0 ? `if (stage == ${stage}u) { ${name} = ${items.map(count).join(' + ')}; }\n      ` : '';
}

/** The item that \`at\` falls to, which then counts within it. */
function chosen<Item>(
  stage: number,
  items: readonly Item[],
  count: (item: Item) => string,
  text: (item: Item) => string,
): string {
  if (items.length === 0) return '';
  const [item, ...others] = items;
  const inner = (first: Item, rest: readonly Item[]): string =>
    rest.length === 0
      ? text(first)
      : `if (at < ${count(first)}) { ${text(first)} } else { at -= ${count(first)}; ${inner(rest[0], rest.slice(1))} }`;
  return `if (stage == ${stage}u) { ${inner(item, others)} }\n        `;
}

function moveText({ source, columns, place, mirror = '0u', mirrorStride = '0u' }: MatrixMove): string {
  const strides = place === undefined ? '0u, 0u' : `${place}, ${columns}`;
  return `task = Move(${source}, ${columns}, ${strides}, ${mirror}, ${mirrorStride});`;
}

const tilesIn = ({ rows, columns, symmetric }: MatrixProduct): string =>
  symmetric ? `${rows} * (${rows} + 2u) / 8u` : `${rows} * ${columns} / 4u`;

function productText(product: MatrixProduct): string {
  const { columns, x, xStride, y, count, sign = 1, place, keep = false, mirror = '0u', mirrorStride = '0u' } = product;
  const strides = place === undefined ? '0u, 0u' : `${place}, ${columns}`;
  const stays = product.stays ? `true, ${product.stays.ratio}, ${product.stays.offset}` : 'false, 0u, 0u';
  return `width = ${columns} / 2u;
          task = Task(${x}, ${xStride}, ${y}, ${columns}, ${count}, ${sign}.0, ${strides}, ${keep}, ${mirror}, ${mirrorStride}, ${stays}, 0u, 0u);`;
}
