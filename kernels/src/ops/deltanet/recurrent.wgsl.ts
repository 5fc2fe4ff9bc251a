import { loadBlock, repeat } from '../wgsl.ts';

/** Invocations per workgroup. They share nothing, so a small group keeps small problems spread out. */
export const ROWS_PER_GROUP = 32;

/**
 * The delta rule step by step: S ← S + β (v − S k) kᵀ, o = S q. No row of S depends on another, so an invocation
 * keeps one row of one head in registers through the whole sequence, and there is no barrier.
 *
 * Uniforms: begin, end, T, number of rows.
 */
export function deltaNetShader({ D, Dv }: { readonly D: number; readonly Dv: number }): string {
  const blocks = Math.ceil(D / 4);
  const element = D % 4 === 0 ? 'vec4<f32>' : 'f32';
  return `
@group(0) @binding(0) var<storage, read> q: array<${element}>;
@group(0) @binding(1) var<storage, read> k: array<${element}>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read> beta: array<f32>;
@group(0) @binding(4) var<storage, read_write> memory: array<f32>;
@group(0) @binding(5) var<storage, read_write> output: array<f32>;
@group(0) @binding(6) var<uniform> settings: vec4<u32>;

@compute @workgroup_size(${ROWS_PER_GROUP})
fn main(@builtin(global_invocation_id) invocation: vec3<u32>) {
  let row = invocation.x;
  if (row >= settings.w) { return; }
  let head = row / ${Dv}u;
  let i = row % ${Dv}u;
  let T = settings.z;
  ${repeat(blocks, (j) => `var s${j} = ${loadBlock(D, 'memory', 'row', j, 'f32')};`)}
  for (var t = settings.x; t < settings.y; t++) {
    let token = head * T + t;
    var read = 0.0;
    ${repeat(blocks, (j) => `let k${j} = ${loadBlock(D, 'k', 'token', j)}; read += dot(s${j}, k${j});`)}
    let e = beta[token] * (v[token * ${Dv}u + i] - read);
    var o = 0.0;
    ${repeat(blocks, (j) => `s${j} += e * k${j}; o += dot(s${j}, ${loadBlock(D, 'q', 'token', j)});`)}
    output[token * ${Dv}u + i] = o;
  }
  ${repeat(D, (d) => `memory[row * ${D}u + ${d}u] = s${d >> 2}[${d % 4}];`)}
}
`;
}
