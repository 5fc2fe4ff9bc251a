import { repeat } from '../wgsl.ts';
import { loadVector } from './loadVector.wgsl.ts';
import { directionText, stepText } from './recurrentStep.wgsl.ts';

/** Sizes and choices that the shader text depends on; everything else arrives in uniforms. */
export interface VlaRecurrentShape {
  readonly D: number;
  readonly Dv: number;
  readonly R: number;
  readonly workgroupSize: number;
  /** Neighbouring rows of A that one invocation keeps, 4, or a larger multiple of 4 that divides D. */
  readonly rowsA: number;
  /** Neighbouring rows of S that one invocation keeps. */
  readonly rowsS: number;
  readonly write: 'normalized' | 'plain';
  readonly error: 'residual' | 'additive';
  /** Whether epsilon·I is added periodically. */
  readonly nudge: boolean;
  readonly renormalize: boolean;
  readonly keepIntermediates: boolean;
}

/** Bytes of workgroup memory that the shader declares. */
export function vlaRecurrentWorkgroupBytes({ D, workgroupSize, renormalize }: VlaRecurrentShape): number {
  return 4 * 16 * Math.ceil(D / 4) + (renormalize ? 4 * workgroupSize : 0);
}

/** Bytes of private memory per invocation: its rows of A and S, a number for each, and five vectors. */
export function vlaRecurrentPrivateBytes({ D, rowsA, rowsS }: VlaRecurrentShape): number {
  return 16 * Math.ceil(D / 4) * (rowsA + rowsS + 5) + 4 * (rowsA + rowsS);
}

/**
 * The recurrence of VLA step by step (README, steps 1–6), one head per workgroup. An invocation keeps its rows
 * of A and S; per penalty direction one barrier shows z = Au, and with the last one y = Ak, to all.
 *
 * A rank-one update waits until its row is next read for a product, so that a row is read and written once per
 * direction. What a step needs of its own updates is added to the products with the old rows:
 * A_t k = y − z (zᵀk)/δ and S_t q = S_{t−1} q + e (αᵀq).
 *
 * Reading shared memory is what costs most on software GPUs, to run and to compile. So vectors are copied to
 * private memory in small loops, and used there in unrolled text with constant indices.
 *
 * Uniforms: begin, end, T, period; step of the first nudge, bits of epsilon, deltaFloor, renormalizeAbove;
 * ⌈D/4⌉, rowsA, rowsS.
 */
export function vlaRecurrentShader(shape: VlaRecurrentShape): string {
  const { D, Dv, R, workgroupSize, rowsA, rowsS, keepIntermediates, nudge, renormalize } = shape;
  const element = D % 4 === 0 ? 'vec4<f32>' : 'f32';
  return `
const D = ${D}u;
const D4 = ${Math.ceil(D / 4)}u;
const DV = ${Dv}u;
const SIZE = ${workgroupSize}u;
const ROWS_A = ${rowsA}u;
const ROWS_S = ${rowsS}u;

@group(0) @binding(0) var<storage, read> q: array<${element}>;
@group(0) @binding(1) var<storage, read> k: array<${element}>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read> u: array<${element}>;
@group(0) @binding(4) var<storage, read_write> state: array<f32>;
@group(0) @binding(5) var<storage, read_write> output: array<f32>;
${
  keepIntermediates
    ? `@group(0) @binding(6) var<storage, read_write> writeDirections: array<f32>;
@group(0) @binding(7) var<storage, read_write> errors: array<f32>;`
    : ''
}
@group(0) @binding(${keepIntermediates ? 8 : 6}) var<uniform> settings: array<vec4<u32>, 3>;

// Two sides: one is written while the other may still be read.
var<workgroup> sharedZ: array<array<vec4<f32>, D4>, 2>;
var<workgroup> sharedY: array<array<vec4<f32>, D4>, 2>;
${renormalize ? 'var<workgroup> squares: array<f32, SIZE>;' : ''}

@compute @workgroup_size(${workgroupSize})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) id: u32,
) {
  let begin = settings[0].x;
  let end = settings[0].y;
  let T = settings[0].z;
  let period = settings[0].w;
  let firstNudge = settings[1].x;
  let epsilon = bitcast<f32>(settings[1].y);
  let deltaFloor = bitcast<f32>(settings[1].z);
  let renormalizeAbove = bitcast<f32>(settings[1].w);
  let head = group.x;
  let firstA = id * ROWS_A;
  let firstS = id * ROWS_S;
  // Bounds of loops that run seldom. Known only at run time, they keep compilers from unrolling.
  let blocks = settings[2].x;
  let rowsA = settings[2].y;
  let rowsS = settings[2].z;

  var A: array<vec4<f32>, ROWS_A * D4>;
  var S: array<vec4<f32>, ROWS_S * D4>;
  let inverse = head * D * D;
  let memory = groups.x * D * D + head * DV * D;
  ${eachEntry(shape, 'A', `A[r * D4 + j] = ${loadEntry(D)};`)}
  ${eachEntry(shape, 'S', `S[r * D4 + j] = ${loadEntry(D)};`)}

  // The updates that wait: A ← A − factor Zᵀ, and S ← S + e Wᵀ.
  var factor: array<f32, ROWS_A>;
  var e: array<f32, ROWS_S>;
  var Z: array<vec4<f32>, D4>;
  var W: array<vec4<f32>, D4>;
  var U: array<vec4<f32>, D4>;
  var K: array<vec4<f32>, D4>;
  var Q: array<vec4<f32>, D4>;
  var side = 0u;
  var skips = 0.0;

  for (var t = begin; t < end; t++) {
    let token = head * T + t;
    for (var j = 0u; j < blocks; j++) {
      K[j] = ${loadVector(D, 'k', 'token')};
      Q[j] = ${loadVector(D, 'q', 'token')};
    }
    ${nudge ? 'let nudge = select(0.0, epsilon, t + 1u >= firstNudge && (t + 1u - firstNudge) % period == 0u);' : ''}
    ${repeat(rowsS, (r) => `var p${r} = 0.0; var o${r} = 0.0;`)}
    ${repeat(rowsA, (r) => `var y${r} = 0.0;`)}
    ${repeat(R, (direction) => directionText(shape, direction))}
    ${stepText(shape)}
  }

  ${eachEntry(
    shape,
    'A',
    `let entry = A[r * D4 + j] - factor[r] * Z[j];
      ${storeEntry(D)}`,
  )}
  ${eachEntry(
    shape,
    'S',
    `let entry = S[r * D4 + j] + e[r] * W[j];
      ${storeEntry(D)}`,
  )}
  if (id == 0u) { state[groups.x * (D * D + DV * D) + head] += skips; }
}
`;
}

/** Runs text for entries 4j … 4j+3 of each row r of A or S that this invocation keeps; `place` is where in the state. */
function eachEntry({ D }: VlaRecurrentShape, matrix: 'A' | 'S', text: string): string {
  const [start, size] = matrix === 'A' ? ['inverse', 'D'] : ['memory', 'DV'];
  return `for (var r = 0u; r < rows${matrix}; r++) {
    if (first${matrix} + r >= ${size}) { continue; }
    for (var j = 0u; j < blocks; j++) {
      let place = ${start} + (first${matrix} + r) * ${D}u + 4u * j;
      ${text}
    }
  }`;
}

/** Four numbers from `place` on; zeros behind the end of the row. */
function loadEntry(D: number): string {
  const component = (c: number) =>
    D % 4 === 0 || c === 0 ? `state[place + ${c}u]` : `select(0.0, state[place + ${c}u], 4u * j + ${c}u < D)`;
  return `vec4<f32>(${[0, 1, 2, 3].map(component).join(', ')})`;
}

function storeEntry(D: number): string {
  const component = (c: number) => `state[place + ${c}u] = entry[${c}];`;
  return repeat(4, (c) => (D % 4 === 0 || c === 0 ? component(c) : `if (4u * j + ${c}u < D) { ${component(c)} }`));
}
