import { read, shader, written } from '../../../../runtime/shader.ts';
import { GROUP } from '../../../wgsl/grid.ts';
import { STEPS, STEPS_SETTINGS } from '../steps.wgsl.ts';

export interface GeneralPenaltyShape {
  readonly D: number;
  /** Invocations of a workgroup. */
  readonly threads: number;
  /** Whether A q is left as well, along which S is read. */
  readonly penalized: boolean;
  /** Whether the penalty decays. */
  readonly decays: boolean;
  /**
   * Whether a gradient follows: then the length that α was divided by comes after it, and z and δ of every update are left one after the
   * other, δ = 0 where it was skipped. Default no.
   */
  readonly keep?: boolean;
}

/** Bytes of workgroup memory that the shader declares. */
export function generalPenaltyBytes({ D }: Pick<GeneralPenaltyShape, 'D'>): number {
  return 4 * D;
}

/**
 * First of the two passes with every option: A goes through the sequence in the state buffer, one head per workgroup, and leaves
 * α of every token, and A q where S is read along it. An invocation has rows id, id + threads, and so on.
 *
 *     A ← A / decay,   z = A u,  δ = 1 + uᵀz,  A ← A − z zᵀ/δ,   α = A k / ‖A k‖
 */
export function generalPenaltyShader({ D, threads, penalized, decays, keep = false }: GeneralPenaltyShape) {
  const line = keep ? '(D + 1u)' : 'D';
  const body = `${STEPS}
// In other places sizes are settings: loops of a length that is known take llvmpipe half a minute to compile.
const LENGTH = ${D}u;
const THREADS = ${threads}u;

// z of a direction, then A_t k.
var<workgroup> shown: array<f32, LENGTH>;

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = ${GROUP};
  if (head >= settings.heads) { return; }
  let D = settings.D;
  let inverse = head * D * D;
  var skips = 0.0;
  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * settings.T + t;
    let place = directionPlace(head, t);
    let isNudged = t + 1u >= settings.firstNudge && (t + 1u - settings.firstNudge) % settings.period == 0u;
    var lost = false;
    for (var r = 0u; r < settings.R; r++) {
      let direction = (token * settings.R + r) * D;
      ${decays ? 'let decay = select(1.0, penaltyDecay[token], r == 0u);' : ''}
      for (var i = id; i < D; i += THREADS) {
        var z = 0.0;
        for (var j = 0u; j < D; j++) {
          let at = inverse + i * D + j;
          ${decays ? 'state[at] = state[at] / decay;' : ''}
          z += state[at] * u[direction + j];
        }
        shown[i] = z;
        ${keep ? 'updates[(token * settings.R + r) * (D + 1u) + i] = z;' : ''}
      }
      workgroupBarrier();
      var delta = 1.0;
      for (var j = 0u; j < D; j++) { delta += u[direction + j] * shown[j]; }
      let skipped = (bitcast<u32>(delta) & 0x7f800000u) == 0x7f800000u || abs(delta) < settings.deltaFloor;
      ${keep ? 'if (id == 0u) { updates[(token * settings.R + r) * (D + 1u) + D] = select(delta, 0.0, skipped); }' : ''}
      lost = lost || delta < settings.leastDelta;
      let nudge = select(0.0, settings.epsilon, isNudged && r + 1u == settings.R);
      let addition = nudge + select(0.0, settings.deltaFloor, skipped);
      for (var i = id; i < D; i += THREADS) {
        // The same two numbers are multiplied for A_ij and A_ji, so A stays symmetric to the bit.
        if (!skipped) {
          for (var j = 0u; j < D; j++) { state[inverse + i * D + j] -= shown[i] * shown[j] / delta; }
        }
        state[inverse + i * D + i] += addition;
      }
      skips += select(0.0, 1.0, skipped);
      workgroupBarrier();
    }
    for (var i = id; i < D; i += THREADS) {
      var a = 0.0;
      ${penalized ? 'var through = 0.0;' : ''}
      for (var j = 0u; j < D; j++) {
        let entry = state[inverse + i * D + j];
        a += entry * k[token * D + j];
        ${penalized ? 'through += entry * q[token * D + j];' : ''}
      }
      shown[i] = a;
      ${penalized ? 'reading[place * D + i] = through;' : ''}
    }
    workgroupBarrier();
    var squares = vec2<f32>();
    for (var j = 0u; j < D; j++) {
      let a = shown[j];
      squares += vec2<f32>(a * a, (UNIT * a) * (UNIT * a));
    }
    // An A that rounding has eaten: infinity goes into α, and from there into the output of this step.
    let length = lengthOf(squares);
    for (var i = id; i < D; i += THREADS) { work[place * ${line} + i] = select(shown[i] / length, settings.infinity, lost); }
    ${keep ? 'if (id == 0u) { work[place * (D + 1u) + D] = length; }' : ''}
    workgroupBarrier();
  }
  if (id == 0u) { state[settings.heads * (D + settings.Dv) * D + head] += skips; }
}
`;
  return shader({
    buffers: {
      k: read('f32'),
      q: penalized && read('f32'),
      u: read('f32'),
      penaltyDecay: decays && read('f32'),
      state: written('f32'),
      work: written('f32'),
      reading: penalized && written('f32'),
      updates: keep && written('f32'),
    },
    settings: STEPS_SETTINGS,
    ranged: true,
    body,
  });
}
