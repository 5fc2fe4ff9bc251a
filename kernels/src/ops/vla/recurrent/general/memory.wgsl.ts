import { read, shader, written } from '../../../../runtime/shader.ts';
import { GROUP } from '../../../wgsl/grid.ts';

export interface GeneralMemoryShape {
  readonly Dv: number;
  /** Invocations of a workgroup. */
  readonly threads: number;
  readonly residual: boolean;
  readonly decays: boolean;
  /** Whether errors that are too long are cut. */
  readonly cuts: boolean;
  readonly renormalizes: boolean;
  /** Whether S is read along what the first pass left, in its workspace. */
  readonly penalized: boolean;
  readonly keepsErrors: boolean;
  /**
   * Whether a gradient follows, in place of outputs: then α and the errors that are kept have one number more, the length that α was
   * divided by, and that of an error before it was cut, or 0. Default no.
   */
  readonly keep?: boolean;
}

/** Bytes of workgroup memory that the shader declares. */
export function generalMemoryBytes({ Dv, threads }: Pick<GeneralMemoryShape, 'Dv' | 'threads'>): number {
  return 4 * (Dv + threads);
}

/**
 * Second of the two passes with every option: S goes through the sequence in the state buffer along the α that the first pass left,
 * one head per workgroup. An invocation has rows id, id + threads, and so on.
 *
 *     S ← decay·S,   e = v − S k, cut,   S ← S + e αᵀ, renormalised,   o = S q or S (A q)
 */
export function generalMemoryShader(shape: GeneralMemoryShape) {
  const { Dv, threads, residual, decays, cuts, renormalizes, penalized, keepsErrors, keep = false } = shape;
  const line = keep ? '(D + 1u)' : 'D';
  const lineV = keep ? '(DV + 1u)' : 'DV';
  const body = `// In other places sizes are settings: loops of a length that is known take llvmpipe half a minute to compile.
const LENGTH = ${Dv}u;
const THREADS = ${threads}u;

var<workgroup> missed: array<f32, LENGTH>;
var<workgroup> sums: array<f32, THREADS>;

${cuts ? CUT : ''}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = ${GROUP};
  if (head >= settings.heads) { return; }
  let D = settings.D;
  let DV = settings.Dv;
  let memory = (settings.heads * D + head * DV) * D;
  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * settings.T + t;
    let place = head * settings.tokens + t - settings.firstToken;
    for (var i = id; i < DV; i += THREADS) {
      var recalled = 0.0;
      for (var j = 0u; j < D; j++) {
        let at = memory + i * D + j;
        ${decays ? 'state[at] = memoryDecay[token] * state[at];' : ''}
        ${residual ? 'recalled += state[at] * k[token * D + j];' : ''}
      }
      missed[i] = v[token * DV + i] - recalled;
    }
    workgroupBarrier();
    ${cuts ? CUTTING : 'let cut = 1.0;'}
    ${keep ? `if (id == 0u) { errors[token * ${lineV} + DV] = ${cuts ? 'select(0.0, length, isLong)' : '0.0'}; }` : ''}
    ${renormalizes ? 'var square = 0.0;' : ''}
    for (var i = id; i < DV; i += THREADS) {
      let error = cut * missed[i];
      ${keepsErrors ? `errors[token * ${lineV} + i] = error;` : ''}
      ${keep ? '' : 'var answer = 0.0;'}
      for (var j = 0u; j < D; j++) {
        let at = memory + i * D + j;
        let entry = state[at] + error * work[place * ${line} + j];
        state[at] = entry;
        ${keep ? '' : `answer += entry * ${penalized ? 'reading[place * D + j]' : 'q[token * D + j]'};`}
        ${renormalizes ? 'square += entry * entry;' : ''}
      }
      ${keep ? '' : 'output[token * DV + i] = answer;'}
    }
    ${renormalizes ? RENORMALIZE : ''}
    workgroupBarrier();
  }
}
`;
  return shader({
    buffers: {
      k: residual && read('f32'),
      v: read('f32'),
      q: !penalized && !keep && read('f32'),
      work: read('f32'),
      reading: penalized && !keep && read('f32'),
      memoryDecay: decays && read('f32'),
      state: written('f32'),
      output: !keep && written('f32'),
      errors: keepsErrors && written('f32'),
    },
    settings: {
      T: 'u32',
      heads: 'u32',
      D: 'u32',
      Dv: 'u32',
      firstToken: 'u32',
      tokens: 'u32',
      errorBound: 'f32',
      renormalizeAbove: 'f32',
    },
    ranged: true,
    body,
  });
}

/** In units of the largest number: squares of long errors leave float32. */
const CUT = `fn lengthOfMissed() -> f32 {
  var largest = 0.0;
  for (var i = 0u; i < settings.Dv; i++) { largest = max(largest, abs(missed[i])); }
  if (largest == 0.0) { return 0.0; }
  var squares = 0.0;
  for (var i = 0u; i < settings.Dv; i++) { squares += (missed[i] / largest) * (missed[i] / largest); }
  return largest * sqrt(squares);
}
`;

const CUTTING = `let length = lengthOfMissed();
    let isLong = length > settings.errorBound;
    let cut = select(1.0, settings.errorBound / (length + 1e-6), isLong);`;

/** S ← S / ‖S‖ where its Frobenius norm exceeds the bound, and the output with it. */
const RENORMALIZE = `sums[id] = square;
    workgroupBarrier();
    var total = 0.0;
    for (var i = 0u; i < THREADS; i++) { total += sums[i]; }
    let norm = sqrt(total);
    if (norm > settings.renormalizeAbove) {
      for (var i = id; i < DV; i += THREADS) {
        for (var j = 0u; j < D; j++) { state[memory + i * D + j] /= norm; }
        output[token * DV + i] /= norm;
      }
    }`;
