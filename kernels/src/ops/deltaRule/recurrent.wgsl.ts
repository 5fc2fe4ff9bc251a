import { fourRows, OUTER } from '../wgsl/blocks.wgsl.ts';
import type { BlockText } from '../wgsl/blocks.wgsl.ts';
import { elementOf, loadBlock, storeBlock } from '../wgsl/text.ts';
import type { DeltaRule } from './shape.ts';

/** Invocations per workgroup. They share nothing, so a small group keeps small problems spread out. */
export const THREADS = 8;

/** Most workgroups in one direction; the rest follows in z. */
export const LARGEST_GRID = 65535;

export interface DeltaRuleText extends Pick<DeltaRule, 'reads' | 'decays'> {
  readonly D: number;
  readonly Dv: number;
  readonly text: BlockText;
}

/**
 * The delta rule step by step: S ← γ S, then S ← S + β (v − S p) kᵀ, o = S q. An invocation keeps four rows of one head's S
 * through the whole sequence. Buffers are those of deltaRuleBuffers, in that order.
 *
 * Uniforms: begin, end, T, invocations needed, ⌈D/4⌉, ⌈Dv/4⌉.
 */
export function deltaRuleShader({ D, Dv, text, reads, decays }: DeltaRuleText): string {
  const rows = fourRows({ D, Dv, text });
  const read = ['q', 'k', 'v', 'beta', ...(reads === 'p' ? ['p'] : []), ...(decays ? ['gamma'] : [])];
  const elements: Record<string, string> = { v: elementOf(Dv), beta: 'f32', gamma: 'f32' };
  const declare = (name: string, binding: number) =>
    `@group(0) @binding(${binding}) var<storage, read> ${name}: array<${elements[name] ?? elementOf(D)}>;`;
  const value = loadBlock(Dv, 'v', 'token', 'four');
  const error = reads ? `(${value} - ${decays ? 'decay * read' : 'read'})` : value;
  const next = (j: string, write: string) => (decays ? `S[${j}] = decay * S[${j}] + ${write}` : `S[${j}] += ${write}`);
  return `
${read.map(declare).join('\n')}
@group(0) @binding(${read.length}) var<storage, read_write> memory: array<${elementOf(D)}>;
@group(0) @binding(${read.length + 1}) var<storage, read_write> output: array<${elementOf(Dv)}>;
@group(0) @binding(${read.length + 2}) var<uniform> settings: array<vec4<u32>, 2>;
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
    ${[
      ...(reads
        ? ['var read = vec4<f32>();', rows.each((j) => `read += S[${j}] * ${loadBlock(D, reads, 'token', j)};`)]
        : []),
      ...(decays ? ['let decay = gamma[token];'] : []),
    ].join('\n    ')}
    let e = beta[token] * ${error};
    var o = vec4<f32>();
    ${rows.each((j) => `${next(j, `outerBlock(e, ${loadBlock(D, 'k', 'token', j)})`)}; o += S[${j}] * ${loadBlock(D, 'q', 'token', j)};`)}
    ${storeBlock(Dv, 'output', 'token', 'four', 'o')}
  }
  ${rows.store('memory')}
}
`;
}
