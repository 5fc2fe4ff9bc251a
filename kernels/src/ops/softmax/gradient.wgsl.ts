import { read, shader, written } from '../../runtime/shader.ts';
import { GROUP } from '../wgsl/grid.ts';
import { elementOf, loadBlock, storeBlock } from '../wgsl/text.ts';

/** Invocations per workgroup, one per query or key. */
export const GRADIENT_THREADS = 32;

interface Shape {
  readonly D: number;
  readonly Dv: number;
}

/** What both passes begin with: vectors of an invocation's own query or key, and where it is. */
const start = ({ D, Dv }: Shape, more: string): string => `const COUNT_D = ${Math.ceil(D / 4)}u;
const COUNT_V = ${Math.ceil(Dv / 4)}u;

var<private> query: array<vec4<f32>, COUNT_D>;
var<private> sum: array<vec4<f32>, COUNT_D>;
var<private> weight: array<vec4<f32>, COUNT_V>;
${more}

@compute @workgroup_size(${GRADIENT_THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let own = (${GROUP}) * ${GRADIENT_THREADS}u + id;
  if (own >= settings.tokens) { return; }
  let T = settings.T;
  let blocks = settings.blocks;
  let blocksV = settings.blocksV;
  let scale = settings.scale;
  let first = own / T * T;`;

/** What both passes read; ⌈D/4⌉ and ⌈Dv/4⌉ are run-time bounds, so that compilers do not unroll. */
const common = ({ D, Dv }: Shape) => ({
  buffers: {
    q: read(elementOf(D)),
    k: read(elementOf(D)),
    v: read(elementOf(Dv)),
    outputGradient: read(elementOf(Dv)),
  },
  settings: { tokens: 'u32', T: 'u32', blocks: 'u32', blocksV: 'u32', scale: 'f32' } as const,
});

/**
 * For each query: the logarithm of its sum of exponentials, oᵀdo, and dq = scale Σ_s p_s (do·v_s − oᵀdo) k_s. Sums go on
 * with a running maximum, so the keys are gone through once.
 */
export function queryGradientShader(shape: Shape) {
  const { D, Dv } = shape;
  const { buffers, settings } = common(shape);
  const body = `${start(shape, 'var<private> keys: array<vec4<f32>, COUNT_D>;')}
  for (var j = 0u; j < blocks; j++) { query[j] = ${loadBlock(D, 'q', 'own', 'j')}; }
  for (var j = 0u; j < blocksV; j++) { weight[j] = ${loadBlock(Dv, 'outputGradient', 'own', 'j')}; }
  var largest = -3.0e38;
  var total = 0.0;
  var mean = 0.0;
  // With p unnormalised: sum = Σ p (do·v) k and keys = Σ p k.
  for (var s = first; s <= own; s++) {
    var score = 0.0;
    for (var j = 0u; j < blocks; j++) { score += dot(query[j], ${loadBlock(D, 'k', 's', 'j')}); }
    score *= scale;
    var product = 0.0;
    for (var j = 0u; j < blocksV; j++) { product += dot(weight[j], ${loadBlock(Dv, 'v', 's', 'j')}); }
    let next = max(largest, score);
    let fade = exp(largest - next);
    let p = exp(score - next);
    largest = next;
    total = total * fade + p;
    mean = mean * fade + p * product;
    for (var j = 0u; j < blocks; j++) {
      let key = ${loadBlock(D, 'k', 's', 'j')};
      sum[j] = sum[j] * fade + (p * product) * key;
      keys[j] = keys[j] * fade + p * key;
    }
  }
  mean /= total;
  sums[2u * own] = largest + log(total);
  sums[2u * own + 1u] = mean;
  for (var j = 0u; j < blocks; j++) {
    let gradient = (scale / total) * (sum[j] - mean * keys[j]);
    ${storeBlock(D, 'qGradient', 'own', 'j', 'gradient')}
  }
}
`;
  return shader({
    buffers: { ...buffers, sums: written('f32'), qGradient: written(elementOf(D)) },
    settings,
    ranged: false,
    body,
  });
}

/** For each key s: dv_s = Σ_t p_ts do_t and dk_s = scale Σ_t p_ts (do_t·v_s − o_tᵀdo_t) q_t over the queries t ≥ s. */
export function keyGradientShader(shape: Shape) {
  const { D, Dv } = shape;
  const { buffers, settings } = common(shape);
  const body = `${start(shape, 'var<private> values: array<vec4<f32>, COUNT_V>;')}
  for (var j = 0u; j < blocks; j++) { query[j] = ${loadBlock(D, 'k', 'own', 'j')}; }
  for (var j = 0u; j < blocksV; j++) { values[j] = ${loadBlock(Dv, 'v', 'own', 'j')}; }
  for (var t = own; t < first + T; t++) {
    var score = 0.0;
    for (var j = 0u; j < blocks; j++) { score += dot(query[j], ${loadBlock(D, 'q', 't', 'j')}); }
    var product = 0.0;
    for (var j = 0u; j < blocksV; j++) { product += dot(values[j], ${loadBlock(Dv, 'outputGradient', 't', 'j')}); }
    let p = exp(scale * score - sums[2u * t]);
    let slope = scale * p * (product - sums[2u * t + 1u]);
    for (var j = 0u; j < blocks; j++) { sum[j] += slope * ${loadBlock(D, 'q', 't', 'j')}; }
    for (var j = 0u; j < blocksV; j++) { weight[j] += p * ${loadBlock(Dv, 'outputGradient', 't', 'j')}; }
  }
  for (var j = 0u; j < blocks; j++) { ${storeBlock(D, 'kGradient', 'own', 'j', 'sum[j]')} }
  for (var j = 0u; j < blocksV; j++) { ${storeBlock(Dv, 'vGradient', 'own', 'j', 'weight[j]')} }
}
`;
  return shader({
    buffers: {
      ...buffers,
      sums: read('f32'),
      kGradient: written(elementOf(D)),
      vGradient: written(elementOf(Dv)),
    },
    settings,
    ranged: false,
    body,
  });
}
