import { repeat } from '../src/ops/wgsl/text.ts';
import { read, shader, written } from '../src/runtime/shader.ts';

/**
 * Σ_i X[i][row] Y[i][column] for n×n matrices, the first factor stored transposed, so that both are read along rows. One
 * 8×8 tile per invocation, in registers, and no barrier: what the chunk kernels do with their small matrices, for
 * large ones. n is a multiple of 8.
 */
export function tileProduct({ columns, rows }: { readonly columns: number; readonly rows: number }) {
  const body = `fn outer(a: vec4<f32>, b: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(a.x * b, a.y * b, a.z * b, a.w * b);
}

@compute @workgroup_size(${columns}, ${rows})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let stride = settings.n / 4u;
  if (8u * id.x >= settings.n || 8u * id.y >= settings.n) { return; }
  var upperLeft = mat4x4<f32>();
  var upperRight = mat4x4<f32>();
  var lowerLeft = mat4x4<f32>();
  var lowerRight = mat4x4<f32>();
  var xAt = 2u * id.y;
  var yAt = 2u * id.x;
  for (var i = 0u; i < settings.n; i++) {
    let upper = x[xAt];
    let lower = x[xAt + 1u];
    let left = y[yAt];
    let right = y[yAt + 1u];
    upperLeft += outer(upper, left);
    upperRight += outer(upper, right);
    lowerLeft += outer(lower, left);
    lowerRight += outer(lower, right);
    xAt += stride;
    yAt += stride;
  }
  let place = 8u * id.y * stride + 2u * id.x;
  product[place] = upperLeft[0];
  product[place + 1u] = upperRight[0];
  product[place + stride] = upperLeft[1];
  product[place + stride + 1u] = upperRight[1];
  product[place + 2u * stride] = upperLeft[2];
  product[place + 2u * stride + 1u] = upperRight[2];
  product[place + 3u * stride] = upperLeft[3];
  product[place + 3u * stride + 1u] = upperRight[3];
  product[place + 4u * stride] = lowerLeft[0];
  product[place + 4u * stride + 1u] = lowerRight[0];
  product[place + 5u * stride] = lowerLeft[1];
  product[place + 5u * stride + 1u] = lowerRight[1];
  product[place + 6u * stride] = lowerLeft[2];
  product[place + 6u * stride + 1u] = lowerRight[2];
  product[place + 7u * stride] = lowerLeft[3];
  product[place + 7u * stride + 1u] = lowerRight[3];
}
`;
  return shader({ buffers, settings: { n: 'u32' }, ranged: false, body });
}

const buffers = { x: read('vec4<f32>'), y: read('vec4<f32>'), product: written('vec4<f32>') };

/** Edge of the square that a workgroup of {@link sharedProduct} computes. */
export const SHARED_EDGE = 64;

/**
 * The same product for graphics cards: a workgroup of 16×16 invocations computes a 64×64 square, 4×4 each, from stretches
 * of 16 rows of both factors that lie in workgroup memory. n is a multiple of 64.
 */
export function sharedProduct() {
  const body = `var<workgroup> xRows: array<vec4<f32>, 256>;
var<workgroup> yRows: array<vec4<f32>, 256>;

@compute @workgroup_size(16, 16)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) id: vec3<u32>) {
  let stride = settings.n / 4u;
  let own = 16u * id.y + id.x;
  var sum = mat4x4<f32>();
  for (var start = 0u; start < settings.n; start += settings.depth) {
    let row = (start + id.y) * stride;
    xRows[own] = x[row + 16u * group.y + id.x];
    yRows[own] = y[row + 16u * group.x + id.x];
    workgroupBarrier();
    for (var i = 0u; i < settings.depth; i++) {
      let a = xRows[16u * i + id.y];
      let b = yRows[16u * i + id.x];
      sum += mat4x4<f32>(a.x * b, a.y * b, a.z * b, a.w * b);
    }
    workgroupBarrier();
  }
  let place = (64u * group.y + 4u * id.y) * stride + 16u * group.x + id.x;
  product[place] = sum[0];
  product[place + stride] = sum[1];
  product[place + 2u * stride] = sum[2];
  product[place + 3u * stride] = sum[3];
}
`;
  return shader({
    buffers,
    settings: { n: 'u32', /** 16: a bound that compilers do not unroll. */ depth: 'u32' },
    ranged: false,
    body,
  });
}

/** A tile that a subgroup of {@link laneProduct} computes: that many rows, and that many columns in each lane. */
export interface LaneTile {
  readonly lanes: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * The same product in subgroups, a tile each: of a row of both factors a lane loads its own numbers only, and those of
 * the first factor are shown to all lanes. n is a multiple of rows and columns of the tile.
 */
export function laneProduct({ lanes, rows, columns }: LaneTile) {
  const loads = Math.ceil(rows / lanes);
  const row = (r: number) => `let a${r} = subgroupBroadcast(x${Math.floor(r / lanes)}, ${r % lanes}u);`;
  // Where lanes are more than rows, the last ones load the last row again.
  const own = (g: number) => (rows % lanes === 0 ? `${g * lanes}u + lane` : `min(${g * lanes}u + lane, ${rows - 1}u)`);
  const body = `@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(subgroup_invocation_id) lane: u32) {
  let firstRow = ${rows}u * group.y;
  let firstColumn = ${lanes * columns}u * group.x + lane;
  ${repeat(rows, (r) => Array.from({ length: columns }, (_, c) => `var s${r}_${c} = 0.0;`).join(' '))}
  for (var i = 0u; i < settings.n; i++) {
    ${repeat(loads, (g) => `let x${g} = x[i * settings.n + firstRow + ${own(g)}];`)}
    ${repeat(columns, (c) => `let y${c} = y[i * settings.n + firstColumn + ${c * lanes}u];`)}
    ${repeat(rows, (r) => `{ ${row(r)} ${Array.from({ length: columns }, (_, c) => `s${r}_${c} += a${r} * y${c};`).join(' ')} }`)}
  }
  ${repeat(rows, (r) => Array.from({ length: columns }, (_, c) => `product[(firstRow + ${r}u) * settings.n + firstColumn + ${c * lanes}u] = s${r}_${c};`).join(' '))}
}
`;
  return shader({
    subgroups: true,
    buffers: { x: read('f32'), y: read('f32'), product: written('f32') },
    settings: { n: 'u32' },
    ranged: false,
    body,
  });
}
