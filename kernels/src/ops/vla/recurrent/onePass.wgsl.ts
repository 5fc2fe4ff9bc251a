import { read, shader, written } from '../../../runtime/shader.ts';
import { GROUP } from '../../wgsl/grid.ts';
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
 */
export function vlaRecurrentShader(shape: VlaRecurrentShape) {
  const { D, Dv, R, workgroupSize, rowsA, rowsS, keepIntermediates } = shape;
  const lanes = lanesOf(shape);
  const vector = `array<${lanes.type}, N>`;
  const small = shape.text === 'small';
  const sizes = (kind: 'let' | 'const') =>
    kind === 'let'
      ? 'let D = settings.D; let DV = settings.Dv; let R = settings.R;'
      : `const D = ${D}u; const DV = ${Dv}u; const R = ${R}u;`;
  const body = `const N = ${lanes.count}u;
${small ? '' : sizes('const')}
const SIZE = ${workgroupSize}u;
const ROWS_A = ${rowsA}u;
const ROWS_S = ${rowsS}u;

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
  let begin = settings.begin;
  let end = settings.end;
  let T = settings.T;
  let period = settings.period;
  let firstNudge = settings.firstNudge;
  let epsilon = settings.epsilon;
  let deltaFloor = settings.deltaFloor;
  let renormalizeAbove = settings.renormalizeAbove;
  let size = settings.size;
  let heads = settings.heads;
  let head = ${GROUP};
  if (head >= heads) { return; }
  let firstA = id * ROWS_A;
  let firstS = id * ROWS_S;
  // How many rows of A and of S this invocation really has: the last ones may have fewer, or none.
  let ownA = min(settings.rowsA, D - min(firstA, D));
  let ownS = min(settings.rowsS, DV - min(firstS, DV));
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
  return shader({
    buffers: {
      q: read(lanes.input),
      k: read(lanes.input),
      v: read('f32'),
      u: read(lanes.input),
      state: written('f32'),
      output: written('f32'),
      writeDirections: keepIntermediates && written('f32'),
      errors: keepIntermediates && written('f32'),
    },
    settings: RECURRENT_SETTINGS,
    ranged: true,
    body,
  });
}

const RECURRENT_SETTINGS = {
  T: 'u32',
  /** The token of the first nudge, counted from 1, and from one nudge to the next. */
  period: 'u32',
  firstNudge: 'u32',
  epsilon: 'f32',
  deltaFloor: 'f32',
  renormalizeAbove: 'f32',
  /** Elements per row, and rows of A and S of an invocation: again, as run-time bounds that keep compilers from unrolling. */
  size: 'u32',
  rowsA: 'u32',
  rowsS: 'u32',
  infinity: 'f32',
  /** Read by the small text, which is the same for all sizes up to a power of two. */
  D: 'u32',
  Dv: 'u32',
  R: 'u32',
  /** The δ below which A is lost. */
  leastDelta: 'f32',
  heads: 'u32',
} as const;

/** The rows of A and S from the state buffer to private memory. */
function loadRows({ type, read }: Lanes): string {
  return `var A: array<${type}, ROWS_A * N>;
  var S: array<${type}, ROWS_S * N>;
  for (var i = 0u; i < ownA * size; i++) { A[i] = ${read('state', 'inverse + i / size * D', 'i % size')}; }
  for (var i = 0u; i < ownS * size; i++) { S[i] = ${read('state', 'memory + i / size * D', 'i % size')}; }`;
}
