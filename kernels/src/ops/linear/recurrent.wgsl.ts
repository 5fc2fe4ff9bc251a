import { LARGEST_GRID } from '../chunks/parts.ts';
import { elementOf, loadBlock, storeBlock } from '../wgsl/text.ts';

/** Invocations per workgroup. They share nothing, so a small group keeps small problems spread out. */
export const ROWS_PER_GROUP = 32;

interface LinearShape {
  readonly D: number;
  readonly Dv: number;
}

/**
 * Linear attention step by step: S ← S + v kᵀ, z ← z + k. The normalizer z is treated as one more row of S,
 * whose value is always 1, so each head has Dv + 1 rows, each kept by one invocation; what row Dv reads is the
 * denominator. The quotient is taken by {@link linearQuotientShader}.
 *
 * Uniforms: begin, end, T, number of rows, ⌈D/4⌉ (a run-time bound, so that compilers do not unroll).
 */
export function linearSumsShader({ D, Dv }: LinearShape): string {
  return `
@group(0) @binding(0) var<storage, read> q: array<${elementOf(D)}>;
@group(0) @binding(1) var<storage, read> k: array<${elementOf(D)}>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read_write> memory: array<${elementOf(D)}>;
@group(0) @binding(4) var<storage, read_write> normalizer: array<${elementOf(D)}>;
@group(0) @binding(5) var<storage, read_write> output: array<f32>;
@group(0) @binding(6) var<storage, read_write> denominator: array<f32>;
@group(0) @binding(7) var<uniform> settings: array<vec4<u32>, 2>;

@compute @workgroup_size(${ROWS_PER_GROUP})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (group.x + group.z * ${LARGEST_GRID}u) * ${ROWS_PER_GROUP}u + id;
  if (index >= settings[0].w) { return; }
  let head = index / ${Dv + 1}u;
  let i = index % ${Dv + 1}u;
  let row = head * ${Dv}u + i;
  let sums = i == ${Dv}u;
  let T = settings[0].z;
  let blocks = settings[1].x;
  var S: array<vec4<f32>, ${Math.ceil(D / 4)}>;
  for (var j = 0u; j < blocks; j++) {
    if (sums) { S[j] = ${loadBlock(D, 'normalizer', 'head', 'j')}; } else { S[j] = ${loadBlock(D, 'memory', 'row', 'j')}; }
  }
  for (var t = settings[0].x; t < settings[0].y; t++) {
    let token = head * T + t;
    var value = 1.0;
    if (!sums) { value = v[token * ${Dv}u + i]; }
    var o = 0.0;
    for (var j = 0u; j < blocks; j++) {
      let s = S[j] + value * ${loadBlock(D, 'k', 'token', 'j')};
      S[j] = s;
      o += dot(s, ${loadBlock(D, 'q', 'token', 'j')});
    }
    if (sums) { denominator[token] = o; } else { output[token * ${Dv}u + i] = o; }
  }
  for (var j = 0u; j < blocks; j++) {
    if (sums) { ${storeBlock(D, 'normalizer', 'head', 'j', 'S[j]')} } else { ${storeBlock(D, 'memory', 'row', 'j', 'S[j]')} }
  }
}
`;
}

/** o ← o / (zᵀq + ε). Uniforms: number of outputs, bits of ε. */
export function linearQuotientShader({ Dv }: Pick<LinearShape, 'Dv'>): string {
  return `
@group(0) @binding(0) var<storage, read_write> output: array<f32>;
@group(0) @binding(1) var<storage, read> denominator: array<f32>;
@group(0) @binding(2) var<uniform> settings: vec4<u32>;

@compute @workgroup_size(${ROWS_PER_GROUP})
fn main(@builtin(global_invocation_id) invocation: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let stride = groups.x * ${ROWS_PER_GROUP}u;
  for (var index = invocation.x; index < settings.x; index += stride) {
    output[index] /= denominator[index / ${Dv}u] + bitcast<f32>(settings.y);
  }
}
`;
}
