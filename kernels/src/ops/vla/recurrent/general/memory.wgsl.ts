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
  const { Dv, threads, residual, decays, cuts, renormalizes, penalized, keepsErrors } = shape;
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
    let cut = ${cuts ? 'cutOf()' : '1.0'};
    ${renormalizes ? 'var square = 0.0;' : ''}
    for (var i = id; i < DV; i += THREADS) {
      let error = cut * missed[i];
      ${keepsErrors ? 'errors[token * DV + i] = error;' : ''}
      var answer = 0.0;
      for (var j = 0u; j < D; j++) {
        let at = memory + i * D + j;
        let entry = state[at] + error * work[place * D + j];
        state[at] = entry;
        answer += entry * ${penalized ? 'reading[place * D + j]' : 'q[token * D + j]'};
        ${renormalizes ? 'square += entry * entry;' : ''}
      }
      output[token * DV + i] = answer;
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
      q: !penalized && read('f32'),
      work: read('f32'),
      reading: penalized && read('f32'),
      memoryDecay: decays && read('f32'),
      state: written('f32'),
      output: written('f32'),
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
const CUT = `fn cutOf() -> f32 {
  var largest = 0.0;
  for (var i = 0u; i < settings.Dv; i++) { largest = max(largest, abs(missed[i])); }
  if (largest == 0.0) { return 1.0; }
  var squares = 0.0;
  for (var i = 0u; i < settings.Dv; i++) { squares += (missed[i] / largest) * (missed[i] / largest); }
  let length = largest * sqrt(squares);
  return select(1.0, settings.errorBound / (length + 1e-6), length > settings.errorBound);
}
`;

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
