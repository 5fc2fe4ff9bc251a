import { read, shader, written } from '../../runtime/shader.ts';
import { LARGEST_GRID } from '../wgsl/grid.ts';
import { repeat } from '../wgsl/text.ts';

/** Choices that the shader text depends on, beside the sizes of a row. */
export interface FlashShape {
  readonly D: number;
  readonly Dv: number;
  /** Queries of an invocation. */
  readonly rows: number;
  /** Keys that are taken at once, a multiple of 4. */
  readonly keys: number;
  readonly workgroupSize: number;
}

/** Bytes of private memory that are not registers' business: q and o of each row. */
export function flashPrivateBytes({ D, Dv, rows }: FlashShape): number {
  return 4 * rows * (D + Dv + 1);
}

/**
 * Causal softmax attention with a running maximum (Milakov and Gimelshein 2018) in tiles of queries and keys (Dao et
 * al. 2022): an invocation has some neighbouring queries, goes over the keys a tile at a time, and keeps of each query the
 * maximum score, the sum of the weights and the weighted sum of the values, relative to that maximum. Tiles above the
 * diagonal are not visited, and no T×T matrix is stored. A masked score is −3e38: large, and finite.
 *
 * Loads cost software GPUs more than arithmetic, so a tile is as large as its scores fit into registers. Invocations
 * share nothing and need no barrier; those of a group read the same keys at the same time. Loop bounds come from uniforms
 * where a compiler would otherwise unroll for seconds.
 *
 * A step is a pair of blocks of one head, the first and the last, the second and the last but one, …, so that all steps are
 * about equally long.
 */
export function flashShader(shape: FlashShape) {
  const { D, Dv, rows, keys, workgroupSize } = shape;
  const block = rows * workgroupSize;
  const fours = keys / 4;
  const eachRow = (text: (row: number) => string) => repeat(rows, text);
  const eachKey = (text: (key: number) => string) => repeat(keys, text);
  const eachFour = (text: (four: number) => string) => repeat(fours, text);
  const list = (text: (four: number) => string) => Array.from({ length: fours }, (_, four) => text(four));
  const column = (buffer: string, key: string, four: number, at: string) =>
    `vec4<f32>(${[0, 1, 2, 3].map((i) => `${buffer}[${key}${4 * four + i} + ${at}]`).join(', ')})`;
  const body = `
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let T = settings.T;
  let D = settings.D;
  let Dv = settings.Dv;
  let head = group.y + group.z * ${LARGEST_GRID}u;
  // Long blocks first: they would keep the others waiting at the end.
  let block = settings.blocks - 1u - group.x;
  let step = head * ((settings.blocks + 1u) / 2u) + min(block, group.x);
  if (head >= settings.heads || step < settings.begin || step >= settings.end) { return; }

  let start = head * T;
  let last = start + T - 1u;
  let first = start + block * ${block}u + id * ${rows}u;
  let stop = start + min((block + 1u) * ${block}u, T);
  var Q: array<f32, ${D * rows}>;
  var O: array<f32, ${Dv * rows}>;
  ${eachRow((r) => `var highest${r} = -3e38; var total${r} = 0.0;`)}
  for (var i = 0u; i < D * settings.rows; i++) {
    Q[i] = settings.scale * q[min(first + i % ${rows}u, last) * D + i / ${rows}u];
  }

  for (var s = start; s < stop; s += ${keys}u) {
    ${eachKey((c) => `let k${c} = min(s + ${c}u, last) * D; let v${c} = min(s + ${c}u, last) * Dv;`)}
    ${repeat(rows * fours, (i) => `var x${i} = vec4<f32>();`)}
    for (var d = 0u; d < D; d++) {
      ${eachFour((c) => `let key${c} = ${column('k', 'k', c, 'd')};`)}
      ${eachRow((r) => `let q${r} = Q[d * ${rows}u + ${r}u]; ${list((c) => `x${r * fours + c} += q${r} * key${c};`).join(' ')}`)}
    }
    ${eachRow((r) => softmaxRow(r, fours))}
    for (var c = 0u; c < Dv; c++) {
      ${eachFour((c) => `let value${c} = ${column('v', 'v', c, 'c')};`)}
      ${eachRow((r) => {
        const sum = list((c) => `dot(w${r * fours + c}, value${c})`).join(' + ');
        return `O[c * ${rows}u + ${r}u] = O[c * ${rows}u + ${r}u] * keep${r} + ${sum};`;
      })}
    }
  }

  var total = array<f32, ${rows}>(${Array.from({ length: rows }, (_, r) => `total${r}`).join(', ')});
  for (var i = 0u; i < settings.rows * Dv; i++) {
    let r = i / Dv;
    if (first + r <= last) { output[first * Dv + i] = O[i % Dv * ${rows}u + r] / total[r]; }
  }
}
`;
  return shader({
    buffers: { q: read('f32'), k: read('f32'), v: read('f32'), output: written('f32') },
    settings: { T: 'u32', scale: 'f32', D: 'u32', Dv: 'u32', rows: 'u32', heads: 'u32', blocks: 'u32' },
    ranged: true,
    body,
  });
}

/** Turns the scores x of a row into weights w, and brings its maximum and its sum up to date. */
function softmaxRow(r: number, fours: number): string {
  const list = (text: (four: number, index: number) => string) =>
    Array.from({ length: fours }, (_, four) => text(four, r * fours + four));
  const masked = (four: number, index: number) =>
    `let y${index} = select(vec4<f32>(-3e38), x${index}, s + ${4 * four}u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + ${r}u));`;
  const largest = list((_, index) => `y${index}`).reduce((a, b) => `max(${a}, ${b})`);
  return `${list(masked).join('\n    ')}
    let most${r} = ${largest};
    let next${r} = max(highest${r}, max(max(most${r}.x, most${r}.y), max(most${r}.z, most${r}.w)));
    ${list((_, index) => `let w${index} = exp(y${index} - next${r});`).join(' ')}
    let keep${r} = exp(highest${r} - next${r});
    highest${r} = next${r};
    total${r} = total${r} * keep${r} + dot(${list((_, index) => `w${index}`).join(' + ')}, vec4<f32>(1.0));`;
}
