import { elementOf, loadBlock, storeBlock } from '../wgsl.ts';

/** Queries per workgroup. */
export const QUERIES_PER_GROUP = 32;

/**
 * Causal softmax attention with the running maximum of Milakov and Gimelshein (2018): an invocation goes over the
 * keys of one query and keeps the maximum score, the sum of the weights and the weighted sum of the values, all
 * relative to that maximum. No T×T matrix is stored.
 *
 * Uniforms: first query, end of queries, T, number of queries over all heads, bits of the scale, ⌈D/4⌉, ⌈Dv/4⌉ (the
 * last two as run-time bounds, so that compilers do not unroll).
 */
export function softmaxShader({ D, Dv }: { readonly D: number; readonly Dv: number }): string {
  return `
@group(0) @binding(0) var<storage, read> q: array<${elementOf(D)}>;
@group(0) @binding(1) var<storage, read> k: array<${elementOf(D)}>;
@group(0) @binding(2) var<storage, read> v: array<${elementOf(Dv)}>;
@group(0) @binding(3) var<storage, read_write> output: array<${elementOf(Dv)}>;
@group(0) @binding(4) var<uniform> settings: array<vec4<u32>, 2>;

@compute @workgroup_size(${QUERIES_PER_GROUP})
fn main(@builtin(global_invocation_id) invocation: vec3<u32>) {
  let T = settings[0].z;
  let token = invocation.x;
  let t = token % T;
  if (token >= settings[0].w || t < settings[0].x || t >= settings[0].y) { return; }
  let first = token - t;
  let scale = bitcast<f32>(settings[1].x);
  let blocks = settings[1].y;
  let valueBlocks = settings[1].z;
  var Q: array<vec4<f32>, ${Math.ceil(D / 4)}>;
  var O: array<vec4<f32>, ${Math.ceil(Dv / 4)}>;
  for (var j = 0u; j < blocks; j++) { Q[j] = scale * ${loadBlock(D, 'q', 'token', 'j')}; }
  var highest = -3e38;
  var total = 0.0;
  for (var s = first; s <= token; s++) {
    var score = 0.0;
    for (var j = 0u; j < blocks; j++) { score += dot(Q[j], ${loadBlock(D, 'k', 's', 'j')}); }
    let next = max(highest, score);
    let keep = exp(highest - next);
    let weight = exp(score - next);
    highest = next;
    total = total * keep + weight;
    for (var j = 0u; j < valueBlocks; j++) { O[j] = O[j] * keep + weight * ${loadBlock(Dv, 'v', 's', 'j')}; }
  }
  for (var j = 0u; j < valueBlocks; j++) {
    let o = O[j] / total;
    ${storeBlock(Dv, 'output', 'token', 'j', 'o')}
  }
}
`;
}
