import { lanesOf } from './lanes.wgsl.ts';
import type { Lanes } from './lanes.wgsl.ts';
import { inverseText, memoryText, outputText, updateText } from './onePassStep.wgsl.ts';
import type { VlaRecurrentShape } from './shape.ts';

/** Bytes of workgroup memory that the shader declares. */
export function vlaRecurrentWorkgroupBytes(shape: VlaRecurrentShape): number {
  return 16 * lanesOf(shape).width * lanesOf(shape).count + (shape.renormalize ? 4 * shape.workgroupSize : 0);
}

/** Bytes of private memory per invocation: its rows of A and S, five vectors, and three numbers for each row. */
export function vlaRecurrentPrivateBytes(shape: VlaRecurrentShape): number {
  const { width, count } = lanesOf(shape);
  const rows = shape.rowsA + shape.rowsS;
  return 4 * (width * count * ((shape.text === 'wide' ? rows : 0) + 5) + 3 * rows);
}

/**
 * The recurrence of VLA step by step (README, steps 1–6), one head per workgroup. An invocation keeps its rows
 * of A and S; per penalty direction one barrier shows z = Au and y = Ak to all.
 *
 * A rank-one update waits until its row is next read for a product, so that a row is read and written once per
 * direction. What a step needs of its own updates is added to the products with the old rows:
 * A_t k = y − z (zᵀk)/δ and S_t q = S_{t−1} q + e (αᵀq).
 *
 * On software GPUs, memory accesses whose address is known only at run time cost more than the arithmetic. So
 * vectors are copied to private memory once a step, in loops, and the wide text uses them from there with constant
 * indices, for as many rows per invocation as fit.
 *
 * Uniforms: begin, end, T, period; step of the first nudge, bits of epsilon, deltaFloor, renormalizeAbove;
 * elements per row, rowsA, rowsS (again, as run-time bounds that keep compilers from unrolling a loop), bits of
 * infinity; D, Dv, R (read by the small text, which is the same for all sizes up to a power of two), bits of the δ
 * below which A is lost; heads.
 */
export function vlaRecurrentShader(shape: VlaRecurrentShape): string {
  const { D, Dv, R, workgroupSize, rowsA, rowsS, keepIntermediates } = shape;
  const lanes = lanesOf(shape);
  const vector = `array<${lanes.type}, N>`;
  const small = shape.text === 'small';
  const sizes = (kind: 'let' | 'const') =>
    kind === 'let'
      ? 'let D = settings[3].x; let DV = settings[3].y; let R = settings[3].z;'
      : `const D = ${D}u; const DV = ${Dv}u; const R = ${R}u;`;
  return `
const N = ${lanes.count}u;
${small ? '' : sizes('const')}
const SIZE = ${workgroupSize}u;
const ROWS_A = ${rowsA}u;
const ROWS_S = ${rowsS}u;

@group(0) @binding(0) var<storage, read> q: array<${lanes.input}>;
@group(0) @binding(1) var<storage, read> k: array<${lanes.input}>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read> u: array<${lanes.input}>;
@group(0) @binding(4) var<storage, read_write> state: array<f32>;
@group(0) @binding(5) var<storage, read_write> output: array<f32>;
${
  keepIntermediates
    ? `@group(0) @binding(6) var<storage, read_write> writeDirections: array<f32>;
@group(0) @binding(7) var<storage, read_write> errors: array<f32>;
@group(0) @binding(8) var<uniform> settings: array<vec4<u32>, 5>;`
    : '@group(0) @binding(6) var<uniform> settings: array<vec4<u32>, 5>;'
}

// Two of each: one is written while the other may still be read.
var<workgroup> sharedZ: array<${vector}, 2>;
var<workgroup> sharedY: array<${vector}, 2>;
${shape.renormalize ? 'var<workgroup> squares: array<f32, SIZE>;' : ''}

@compute @workgroup_size(${workgroupSize})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) id: u32,
) {
  ${small ? sizes('let') : ''}
  let begin = settings[0].x;
  let end = settings[0].y;
  let T = settings[0].z;
  let period = settings[0].w;
  let firstNudge = settings[1].x;
  let epsilon = bitcast<f32>(settings[1].y);
  let deltaFloor = bitcast<f32>(settings[1].z);
  let renormalizeAbove = bitcast<f32>(settings[1].w);
  let size = settings[2].x;
  let heads = settings[4].x;
  let head = group.x + group.z * 65535u;
  if (head >= heads) { return; }
  let firstA = id * ROWS_A;
  let firstS = id * ROWS_S;
  // How many rows of A and of S this invocation really has: the last ones may have fewer, or none.
  let ownA = min(settings[2].y, D - min(firstA, D));
  let ownS = min(settings[2].z, DV - min(firstS, DV));
  let sizeA = select(0u, size, ownA > 0u);
  let sizeS = select(0u, size, ownS > 0u);
  let inverse = head * D * D + firstA * D;
  let memory = heads * D * D + (head * DV + firstS) * D;

  ${lanes.width === 1 ? '' : loadRows(lanes)}

  var K: ${vector};
  var Q: ${vector};
  var U: ${vector};
  // The updates that wait: A ← A − gain · factor Zᵀ, and S ← S + e Wᵀ.
  var Z: ${vector};
  var W: ${vector};
  var factor: array<f32, ROWS_A>;
  var gain = 0.0;
  var e: array<f32, ROWS_S>;
  // This invocation's entries of Au, Ak, Sk, Sq.
  var z: array<f32, ROWS_A>;
  var y: array<f32, ROWS_A>;
  var p: array<f32, ROWS_S>;
  var o: array<f32, ROWS_S>;
  var side = 0u;
  var skips = 0.0;

  for (var t = begin; t < end; t++) {
    let token = head * T + t;
    for (var j = 0u; j < size; j++) {
      K[j] = ${lanes.load('k', 'token', 'j')};
      Q[j] = ${lanes.load('q', 'token', 'j')};
    }
    ${memoryText(shape)}
    ${shape.nudge ? 'let nudge = select(0.0, epsilon, t + 1u >= firstNudge && (t + 1u - firstNudge) % period == 0u);' : ''}
    var extra = 0.0;
    var shrink = 0.0;
    for (var direction = 0u; direction < R; direction++) {
      for (var j = 0u; j < size; j++) { U[j] = ${lanes.load('u', '(token * R + direction)', 'j')}; }
      ${inverseText(shape)}
      ${updateText(shape)}
    }
    ${outputText(shape)}
  }

  for (var i = 0u; i < ownA * size; i++) {
    ${lanes.store('inverse + i / size * D', 'i % size', `${lanes.entry('A', 'i')} - gain * (factor[i / size] * Z[i % size])`)}
  }
  for (var i = 0u; i < ownS * size; i++) {
    ${lanes.store('memory + i / size * D', 'i % size', `${lanes.entry('S', 'i')} + e[i / size] * W[i % size]`)}
  }
  if (id == 0u) { state[heads * (D * D + DV * D) + head] += skips; }
}
`;
}

/** The rows of A and S from the state buffer to private memory. */
function loadRows({ type, read }: Lanes): string {
  return `var A: array<${type}, ROWS_A * N>;
  var S: array<${type}, ROWS_S * N>;
  for (var i = 0u; i < ownA * size; i++) { A[i] = ${read('state', 'inverse + i / size * D', 'i % size')}; }
  for (var i = 0u; i < ownS * size; i++) { S[i] = ${read('state', 'memory + i / size * D', 'i % size')}; }`;
}
