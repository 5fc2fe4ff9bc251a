import { LARGEST_GRID } from '../sweeps/sweep.wgsl.ts';
import { elementOf, loadBlock, storeBlock } from '../wgsl/text.ts';

/** Invocations per workgroup, one per query or key. */
export const GRADIENT_THREADS = 32;

interface Shape {
  readonly D: number;
  readonly Dv: number;
}

const head = (buffers: string): string => `${buffers}
var<private> query: array<vec4<f32>, COUNT_D>;
var<private> sum: array<vec4<f32>, COUNT_D>;
var<private> weight: array<vec4<f32>, COUNT_V>;
`;

const start = `fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let own = (group.x + group.z * ${LARGEST_GRID}u) * ${GRADIENT_THREADS}u + id;
  if (own >= settings[0].x) { return; }
  let T = settings[0].y;
  let blocks = settings[0].z;
  let blocksV = settings[0].w;
  let scale = bitcast<f32>(settings[1].x);
  let first = own / T * T;`;

const sizes = ({ D, Dv }: Shape): string => `const COUNT_D = ${Math.ceil(D / 4)}u;
const COUNT_V = ${Math.ceil(Dv / 4)}u;
`;

/** The bindings that both passes read. */
function inputs({ D, Dv }: Shape): string {
  return `
@group(0) @binding(0) var<storage, read> q: array<${elementOf(D)}>;
@group(0) @binding(1) var<storage, read> k: array<${elementOf(D)}>;
@group(0) @binding(2) var<storage, read> v: array<${elementOf(Dv)}>;
@group(0) @binding(3) var<storage, read> outputGradient: array<${elementOf(Dv)}>;`;
}

/**
 * For each query: the logarithm of its sum of exponentials, oᵀdo, and dq = scale Σ_s p_s (do·v_s − oᵀdo) k_s. Sums go on
 * with a running maximum, so the keys are gone through once.
 *
 * Uniforms: queries, T, ⌈D/4⌉, ⌈Dv/4⌉; bits of the scale.
 */
export function queryGradientShader(shape: Shape): string {
  const { D, Dv } = shape;
  return `${sizes(shape)}${head(`${inputs(shape)}
@group(0) @binding(4) var<storage, read_write> sums: array<f32>;
@group(0) @binding(5) var<storage, read_write> qGradient: array<${elementOf(D)}>;
@group(0) @binding(6) var<uniform> settings: array<vec4<u32>, 2>;`)}
var<private> keys: array<vec4<f32>, COUNT_D>;

@compute @workgroup_size(${GRADIENT_THREADS})
${start}
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
}

/**
 * For each key s: dv_s = Σ_t p_ts do_t and dk_s = scale Σ_t p_ts (do_t·v_s − o_tᵀdo_t) q_t over the queries t ≥ s.
 *
 * Uniforms as above.
 */
export function keyGradientShader(shape: Shape): string {
  const { D, Dv } = shape;
  return `${sizes(shape)}${head(`${inputs(shape)}
@group(0) @binding(4) var<storage, read> sums: array<f32>;
@group(0) @binding(5) var<storage, read_write> kGradient: array<${elementOf(D)}>;
@group(0) @binding(6) var<storage, read_write> vGradient: array<${elementOf(Dv)}>;
@group(0) @binding(7) var<uniform> settings: array<vec4<u32>, 2>;`)}
var<private> values: array<vec4<f32>, COUNT_V>;

@compute @workgroup_size(${GRADIENT_THREADS})
${start}
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
}
