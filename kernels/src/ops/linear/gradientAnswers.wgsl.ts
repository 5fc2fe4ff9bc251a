import { shader, written } from '../../runtime/shader.ts';
import { GRADIENT_PLACES, GRADIENT_SETTINGS } from '../chunks/gradient/places.wgsl.ts';
import { GROUP } from '../wgsl/grid.ts';

/**
 * The gradient of what S, with the normalizer as its last row, answers: c = do/n and, for the denominator n itself,
 * −oᵀdo/n. Takes the place of dO in the record of each chunk. Each head and chunk has a workgroup, and a step an
 * invocation, which reads S before the chunk and the steps up to its own.
 *
 *     n_t = z q_t + Σ_{s≤t} k_sᵀq_t + ε      o_tᵀdo_t = (do_tᵀ S q_t + Σ_{s≤t} (k_sᵀq_t) v_sᵀdo_t) / n_t
 */
export function answersGradientShader(threads: number) {
  const body = `${GRADIENT_PLACES}

fn along(a: u32, b: u32, count: u32) -> f32 {
  var sum = vec4<f32>();
  for (var j = 0u; j < count; j++) { sum += work[a + j] * work[b + j]; }
  return dot(sum, vec4<f32>(1.0));
}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = ${GROUP};
  if (head >= settings.heads) { return; }
  let record = recordOf(head, group.y);
  let steps = min(settings.steps, settings.T - group.y * settings.steps);
  let D4 = settings.D4;
  let V4 = settings.V4;
  // The row of the normalizer, and the place of its value in a row of values.
  let last = settings.Dv - 1u;
  for (var t = id; t < steps; t += ${threads}u) {
    let query = record.Q + t * D4;
    let own = record.dO + t * V4;
    var n = settings.epsilon + along(record.S + last * D4, query, D4);
    var written = 0.0;
    for (var i = 0u; i < last; i++) {
      written += work[own + i / 4u][i % 4u] * along(record.S + i * D4, query, D4);
    }
    for (var s = 0u; s <= t; s++) {
      let score = along(record.K + s * D4, query, D4);
      n += score;
      // The normalizer's own value meets a zero in dO.
      written += score * along(record.V + s * V4, own, V4);
    }
    for (var j = 0u; j < V4; j++) { work[own + j] /= n; }
    work[own + last / 4u][last % 4u] = -written / (n * n);
  }
}
`;
  return shader({ buffers: { work: written('vec4<f32>') }, settings: GRADIENT_SETTINGS, ranged: false, body });
}
