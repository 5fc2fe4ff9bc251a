import { read, shader, written } from '../../../../runtime/shader.ts';
import { GROUP } from '../../../wgsl/grid.ts';

export interface GeneralMemoryGradientShape {
  readonly D: number;
  readonly Dv: number;
  /** Invocations of a workgroup. */
  readonly threads: number;
  readonly residual: boolean;
  /** Whether errors that were too long are cut. */
  readonly cuts: boolean;
  /** Whether write directions are scaled to length 1. */
  readonly normalized: boolean;
}

const SETTINGS = { T: 'u32', heads: 'u32', D: 'u32', Dv: 'u32', errorBound: 'f32' } as const;

/** Bytes of workgroup memory that {@link generalMemoryGradientShader} declares. */
export function generalMemoryGradientBytes({ D, Dv }: Pick<GeneralMemoryGradientShape, 'D' | 'Dv'>): number {
  return 4 * (D + Dv);
}

/**
 * Tokens backwards, with R, the gradient with respect to S: leaves f, which is dv, and g, that with respect to A k. One head per workgroup;
 * an invocation has rows id, id + threads, and so on, and then columns.
 *
 *     R ← R + do rᵀ   f = R α, before the cut   g = Rᵀ e, before α was scaled   R ← R − f kᵀ
 */
export function generalMemoryGradientShader(shape: GeneralMemoryGradientShape) {
  const { D, Dv, threads, residual, cuts, normalized } = shape;
  const body = `// In other places sizes are settings: loops of a length that is known take llvmpipe half a minute to compile.
const COLUMNS = ${D}u;
const ROWS = ${Dv}u;
const THREADS = ${threads}u;

var<workgroup> lines: array<f32, ROWS>;
var<workgroup> columns: array<f32, COLUMNS>;

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = ${GROUP};
  if (head >= settings.heads) { return; }
  let D = settings.D;
  let DV = settings.Dv;
  let memory = head * DV * D;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * settings.T + settings.T - 1u - step;
    let direction = token * (D + 1u);
    let error = token * (DV + 1u);
    for (var i = id; i < DV; i += THREADS) {
      let weight = outputGradient[token * DV + i];
      var f = 0.0;
      for (var j = 0u; j < D; j++) {
        let at = memory + i * D + j;
        let entry = R[at] + weight * reading[token * D + j];
        R[at] = entry;
        f += entry * work[direction + j];
      }
      lines[i] = f;
    }
    storageBarrier();
    workgroupBarrier();
    for (var j = id; j < D; j += THREADS) {
      var sum = 0.0;
      for (var i = 0u; i < DV; i++) { sum += R[memory + i * D + j] * errors[error + i]; }
      columns[j] = sum;
    }
    ${cuts ? CUT : ''}
    storageBarrier();
    workgroupBarrier();
    for (var i = id; i < DV; i += THREADS) {
      let f = ${cuts ? 'cut * lines[i] - along * errors[error + i]' : 'lines[i]'};
      vGradient[token * DV + i] = f;
      ${residual ? 'for (var j = 0u; j < D; j++) { R[memory + i * D + j] -= f * k[token * D + j]; }' : ''}
    }
    ${normalized ? NORMALIZED : 'for (var j = id; j < D; j += THREADS) { g[token * D + j] = columns[j]; }'}
    workgroupBarrier();
  }
}
`;
  return shader({
    buffers: {
      k: residual && read('f32'),
      reading: read('f32'),
      outputGradient: read('f32'),
      work: read('f32'),
      errors: read('f32'),
      R: written('f32'),
      vGradient: written('f32'),
      g: written('f32'),
    },
    settings: SETTINGS,
    ranged: true,
    body,
  });
}

/** With m = e/c, whose length comes after e: c·(f − m (mᵀf) / (‖m‖ (‖m‖ + margin))), and c (‖m‖ + margin) is the bound. */
const CUT = `let length = errors[error + DV];
    var cut = 1.0;
    var along = 0.0;
    if (length > 0.0) {
      cut = settings.errorBound / (length + 1e-6);
      for (var i = 0u; i < DV; i++) { along += errors[error + i] * lines[i]; }
      along /= settings.errorBound * length;
    }`;

/** What was too short to be scaled to length 1 has a gradient that goes to 0 with it. */
const NORMALIZED = `let divisor = work[direction + D];
    var across = 0.0;
    var squares = 0.0;
    for (var j = 0u; j < D; j++) {
      across += work[direction + j] * columns[j];
      squares += work[direction + j] * work[direction + j];
    }
    let share = select(squares, 1.0, divisor > 1e-12);
    for (var j = id; j < D; j += THREADS) {
      g[token * D + j] = share * (columns[j] - across * work[direction + j]) / divisor;
    }`;

/**
 * Tokens forwards, with S: leaves Sᵀ do, the gradient of what S is read along, and Sᵀ f with the S before the token, which dk loses. An invocation has
 * columns id, id + threads, and so on, which never meet.
 */
export function generalReadsShader({ threads, residual }: Pick<GeneralMemoryGradientShape, 'threads' | 'residual'>) {
  const body = `const THREADS = ${threads}u;

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = ${GROUP};
  if (head >= settings.heads) { return; }
  let D = settings.D;
  let DV = settings.Dv;
  let memory = (settings.heads * D + head * DV) * D;
  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * settings.T + t;
    for (var j = id; j < D; j += THREADS) {
      let alpha = work[token * (D + 1u) + j];
      var recalled = 0.0;
      var answer = 0.0;
      for (var i = 0u; i < DV; i++) {
        let at = memory + i * D + j;
        ${residual ? 'recalled += state[at] * vGradient[token * DV + i];' : ''}
        let entry = state[at] + errors[token * (DV + 1u) + i] * alpha;
        state[at] = entry;
        answer += entry * outputGradient[token * DV + i];
      }
      kGradient[token * D + j] = recalled;
      reads[token * D + j] = answer;
    }
  }
}
`;
  return shader({
    buffers: {
      outputGradient: read('f32'),
      work: read('f32'),
      errors: read('f32'),
      vGradient: residual && read('f32'),
      state: written('f32'),
      kGradient: written('f32'),
      reads: written('f32'),
    },
    settings: SETTINGS,
    ranged: true,
    body,
  });
}
