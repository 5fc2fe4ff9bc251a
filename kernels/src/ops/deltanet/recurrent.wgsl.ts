import { fourRows, OUTER } from '../chunks/wgsl/fourRows.wgsl.ts';
import type { BlockText } from '../chunks/wgsl/fourRows.wgsl.ts';
import { elementOf, loadBlock, storeBlock } from '../wgsl/text.ts';

/** Invocations per workgroup. They share nothing, so a small group keeps small problems spread out. */
export const THREADS = 8;

/** Most workgroups in one direction; the rest follows in z. */
export const LARGEST_GRID = 65535;

export interface DeltaNetShape {
  readonly D: number;
  readonly Dv: number;
  readonly text: BlockText;
}

/**
 * The delta rule step by step: S ← S + β (v − S k) kᵀ, o = S q. An invocation keeps four rows of one head's S through
 * the whole sequence.
 *
 * Uniforms: begin, end, T, invocations needed, ⌈D/4⌉, ⌈Dv/4⌉.
 */
export function deltaNetShader({ D, Dv, text }: DeltaNetShape): string {
  const rows = fourRows({ D, Dv, text });
  return `
@group(0) @binding(0) var<storage, read> q: array<${elementOf(D)}>;
@group(0) @binding(1) var<storage, read> k: array<${elementOf(D)}>;
@group(0) @binding(2) var<storage, read> v: array<${elementOf(Dv)}>;
@group(0) @binding(3) var<storage, read> beta: array<f32>;
@group(0) @binding(4) var<storage, read_write> memory: array<${elementOf(D)}>;
@group(0) @binding(5) var<storage, read_write> output: array<${elementOf(Dv)}>;
@group(0) @binding(6) var<uniform> settings: array<vec4<u32>, 2>;
${OUTER}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (group.x + group.z * ${LARGEST_GRID}u) * ${THREADS}u + id;
  if (index >= settings[0].w) { return; }
  let T = settings[0].z;
  let blocks = settings[1].x;
  let head = index / settings[1].y;
  let four = index % settings[1].y;
  let row = head * ${Dv}u + 4u * four;
  let last = head * ${Dv}u + ${Dv - 1}u;
  ${rows.declare}
  ${rows.load('memory')}
  for (var t = settings[0].x; t < settings[0].y; t++) {
    let token = head * T + t;
    var read = vec4<f32>();
    ${rows.each((j) => `read += S[${j}] * ${loadBlock(D, 'k', 'token', j)};`)}
    let e = beta[token] * (${loadBlock(Dv, 'v', 'token', 'four')} - read);
    var o = vec4<f32>();
    ${rows.each((j) => `S[${j}] += outerBlock(e, ${loadBlock(D, 'k', 'token', j)}); o += S[${j}] * ${loadBlock(D, 'q', 'token', j)};`)}
    ${storeBlock(Dv, 'output', 'token', 'four', 'o')}
  }
  ${rows.store('memory')}
}
`;
}
