import { loadBlock, repeat } from '../wgsl.ts';

/** Queries per workgroup. */
export const QUERIES_PER_GROUP = 32;

/**
 * Causal softmax attention with the running maximum of Milakov and Gimelshein (2018): an invocation goes over the
 * keys of one query and keeps the maximum score, the sum of the weights and the weighted sum of the values, all
 * relative to that maximum. No T×T matrix is stored.
 *
 * Uniforms: first query, end of queries, T, number of queries over all heads, bits of the scale.
 */
export function softmaxShader({ D, Dv }: { readonly D: number; readonly Dv: number }): string {
  const blocks = Math.ceil(D / 4);
  const valueBlocks = Math.ceil(Dv / 4);
  const element = (size: number) => (size % 4 === 0 ? 'vec4<f32>' : 'f32');
  return `
@group(0) @binding(0) var<storage, read> q: array<${element(D)}>;
@group(0) @binding(1) var<storage, read> k: array<${element(D)}>;
@group(0) @binding(2) var<storage, read> v: array<${element(Dv)}>;
@group(0) @binding(3) var<storage, read_write> output: array<f32>;
@group(0) @binding(4) var<uniform> settings: array<vec4<u32>, 2>;

@compute @workgroup_size(${QUERIES_PER_GROUP})
fn main(@builtin(global_invocation_id) invocation: vec3<u32>) {
  let T = settings[0].z;
  let token = invocation.x;
  let t = token % T;
  if (token >= settings[0].w || t < settings[0].x || t >= settings[0].y) { return; }
  let first = token - t;
  let scale = bitcast<f32>(settings[1].x);
  ${repeat(blocks, (j) => `let q${j} = scale * ${loadBlock(D, 'q', 'token', j)};`)}
  ${repeat(valueBlocks, (j) => `var o${j} = vec4<f32>();`)}
  var highest = -3e38;
  var total = 0.0;
  for (var s = first; s <= token; s++) {
    var score = 0.0;
    ${repeat(blocks, (j) => `score += dot(q${j}, ${loadBlock(D, 'k', 's', j)});`)}
    let next = max(highest, score);
    let keep = exp(highest - next);
    let weight = exp(score - next);
    highest = next;
    total = total * keep + weight;
    ${repeat(valueBlocks, (j) => `o${j} = o${j} * keep + weight * ${loadBlock(Dv, 'v', 's', j)};`)}
  }
  ${repeat(Dv, (d) => `output[token * ${Dv}u + ${d}u] = o${d >> 2}[${d % 4}] / total;`)}
}
`;
}
