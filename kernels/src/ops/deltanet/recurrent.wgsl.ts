import { elementOf, loadBlock, storeBlock } from '../wgsl.ts';

/** Invocations per workgroup. They share nothing, so a small group keeps small problems spread out. */
export const ROWS_PER_GROUP = 32;

/**
 * The delta rule step by step: S ← S + β (v − S k) kᵀ, o = S q. No row of S depends on another, so an invocation
 * keeps one row of one head through the whole sequence, and there is no barrier.
 *
 * Uniforms: begin, end, T, number of rows, ⌈D/4⌉. The last is known when the text is made, but a bound that only
 * the run knows keeps compilers from unrolling, which takes some of them minutes.
 */
export function deltaNetShader({ D, Dv }: { readonly D: number; readonly Dv: number }): string {
  return `
@group(0) @binding(0) var<storage, read> q: array<${elementOf(D)}>;
@group(0) @binding(1) var<storage, read> k: array<${elementOf(D)}>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read> beta: array<f32>;
@group(0) @binding(4) var<storage, read_write> memory: array<${elementOf(D)}>;
@group(0) @binding(5) var<storage, read_write> output: array<f32>;
@group(0) @binding(6) var<uniform> settings: array<vec4<u32>, 2>;

@compute @workgroup_size(${ROWS_PER_GROUP})
fn main(@builtin(global_invocation_id) invocation: vec3<u32>) {
  let row = invocation.x;
  if (row >= settings[0].w) { return; }
  let head = row / ${Dv}u;
  let i = row % ${Dv}u;
  let T = settings[0].z;
  let blocks = settings[1].x;
  var S: array<vec4<f32>, ${Math.ceil(D / 4)}>;
  for (var j = 0u; j < blocks; j++) { S[j] = ${loadBlock(D, 'memory', 'row', 'j')}; }
  for (var t = settings[0].x; t < settings[0].y; t++) {
    let token = head * T + t;
    var read = 0.0;
    for (var j = 0u; j < blocks; j++) { read += dot(S[j], ${loadBlock(D, 'k', 'token', 'j')}); }
    let e = beta[token] * (v[token * ${Dv}u + i] - read);
    var o = 0.0;
    for (var j = 0u; j < blocks; j++) {
      let s = S[j] + e * ${loadBlock(D, 'k', 'token', 'j')};
      S[j] = s;
      o += dot(s, ${loadBlock(D, 'q', 'token', 'j')});
    }
    output[token * ${Dv}u + i] = o;
  }
  for (var j = 0u; j < blocks; j++) { ${storeBlock(D, 'memory', 'row', 'j', 'S[j]')} }
}
`;
}
