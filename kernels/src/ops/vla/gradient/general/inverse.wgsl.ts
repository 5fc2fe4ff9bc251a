import { read, shader, written } from '../../../../runtime/shader.ts';
import { GROUP } from '../../../wgsl/grid.ts';

export interface GeneralInverseGradientShape {
  readonly D: number;
  /** Invocations of a workgroup. */
  readonly threads: number;
  /** Whether S was read along A q. */
  readonly penalized: boolean;
}

/** Bytes of workgroup memory that {@link generalInverseGradientShader} declares. */
export function generalInverseGradientBytes({ D }: Pick<GeneralInverseGradientShape, 'D'>): number {
  return 4 * D;
}

/**
 * Tokens backwards, with G, the symmetric gradient with respect to A: leaves G w of every update, with w = A u = z/δ. One head per
 * workgroup; an invocation has rows id, id + threads, and so on.
 *
 *     G ← G + ½ (g kᵀ + k gᵀ), and for S A q + ½ (p qᵀ + q pᵀ)   G ← (I − u wᵀ) G (I − w uᵀ)
 */
export function generalInverseGradientShader({ D, threads, penalized }: GeneralInverseGradientShape) {
  const body = `// In other places sizes are settings: loops of a length that is known take llvmpipe half a minute to compile.
const LENGTH = ${D}u;
const THREADS = ${threads}u;

var<workgroup> shown: array<f32, LENGTH>;

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = ${GROUP};
  if (head >= settings.heads) { return; }
  let D = settings.D;
  let matrix = head * D * D;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * settings.T + settings.T - 1u - step;
    let first = token * D;
    for (var i = id; i < D; i += THREADS) {
      for (var j = 0u; j < D; j++) {
        let change = g[first + i] * k[first + j] + k[first + i] * g[first + j];
        ${penalized ? 'let read = reads[first + i] * q[first + j] + q[first + i] * reads[first + j];' : ''}
        G[matrix + i * D + j] += 0.5 * ${penalized ? '(change + read)' : 'change'};
      }
    }
    for (var n = 1u; n <= settings.R; n++) {
      let place = token * settings.R + settings.R - n;
      let update = place * (D + 1u);
      let delta = updates[update + D];
      // A skipped update has δ = 0.
      let factor = select(0.0, 1.0 / delta, delta != 0.0);
      for (var i = id; i < D; i += THREADS) {
        var h = 0.0;
        for (var j = 0u; j < D; j++) { h += G[matrix + i * D + j] * updates[update + j]; }
        h *= factor;
        shown[i] = h;
        products[place * D + i] = h;
      }
      workgroupBarrier();
      var along = 0.0;
      for (var j = 0u; j < D; j++) { along += factor * updates[update + j] * shown[j]; }
      if (delta != 0.0) {
        for (var i = id; i < D; i += THREADS) {
          let ui = u[place * D + i];
          let back = shown[i] - along * ui;
          for (var j = 0u; j < D; j++) { G[matrix + i * D + j] -= ui * shown[j] + back * u[place * D + j]; }
        }
      }
      workgroupBarrier();
    }
  }
}
`;
  return shader({
    buffers: {
      q: penalized && read('f32'),
      k: read('f32'),
      u: read('f32'),
      g: read('f32'),
      reads: penalized && read('f32'),
      updates: read('f32'),
      G: written('f32'),
      products: written('f32'),
    },
    settings: { T: 'u32', heads: 'u32', D: 'u32', R: 'u32' },
    ranged: true,
    body,
  });
}

/**
 * Tokens forwards, with A by its known updates: dk = A g less Sᵀ f, which is in its place, du = −2 A G w with the A after each update, and
 * dq = A p where S was read along A q. An invocation has rows id, id + threads, and so on, which never meet.
 */
export function generalKeysShader({ threads, penalized }: Pick<GeneralInverseGradientShape, 'threads' | 'penalized'>) {
  const body = `const THREADS = ${threads}u;

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = ${GROUP};
  if (head >= settings.heads) { return; }
  let D = settings.D;
  let inverse = head * D * D;
  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * settings.T + t;
    let isNudged = t + 1u >= settings.firstNudge && (t + 1u - settings.firstNudge) % settings.period == 0u;
    for (var i = id; i < D; i += THREADS) {
      let row = inverse + i * D;
      for (var r = 0u; r < settings.R; r++) {
        let place = token * settings.R + r;
        let update = place * (D + 1u);
        let delta = updates[update + D];
        let z = updates[update + i];
        var change = 0.0;
        for (var j = 0u; j < D; j++) {
          var entry = state[row + j];
          if (delta != 0.0) { entry -= z * updates[update + j] / delta; }
          state[row + j] = entry;
          change += entry * products[place * D + j];
        }
        if (delta == 0.0) { state[row + i] += settings.deltaFloor; }
        uGradient[place * D + i] = -2.0 * change;
      }
      state[row + i] += select(0.0, settings.epsilon, isNudged);
      var beta = 0.0;
      ${penalized ? 'var query = 0.0;' : ''}
      for (var j = 0u; j < D; j++) {
        beta += state[row + j] * g[token * D + j];
        ${penalized ? 'query += state[row + j] * reads[token * D + j];' : ''}
      }
      kGradient[token * D + i] = beta - kGradient[token * D + i];
      ${penalized ? 'qGradient[token * D + i] = query;' : ''}
    }
  }
}
`;
  return shader({
    buffers: {
      updates: read('f32'),
      products: read('f32'),
      g: read('f32'),
      reads: penalized && read('f32'),
      state: written('f32'),
      kGradient: written('f32'),
      qGradient: penalized && written('f32'),
      uGradient: written('f32'),
    },
    settings: {
      ...{ T: 'u32', heads: 'u32', D: 'u32', R: 'u32' },
      ...{ firstNudge: 'u32', period: 'u32', epsilon: 'f32', deltaFloor: 'f32' },
    },
    ranged: true,
    body,
  });
}
