import { fourRows, OUTER } from '../../chunks/wgsl/fourRows.wgsl.ts';
import type { BlockText } from '../../chunks/wgsl/fourRows.wgsl.ts';
import { elementOf, loadBlock, storeBlock } from '../../wgsl/text.ts';
import { STEPS_SETTINGS } from './penalty.wgsl.ts';

/** Invocations per workgroup. They share nothing, so a small group keeps small problems spread out. */
export const MEMORY_THREADS = 8;

/**
 * Second of two passes step by step: S goes through the sequence along the write directions that the first one left,
 * four of its rows per invocation.
 *
 *     e = v − S k,   S ← S + e αᵀ,   o = S q
 *
 * `intermediates` are written beside the output: the errors, or a copy of the directions as well.
 */
export function memoryStepsShader({
  D,
  Dv,
  text,
  intermediates,
}: {
  readonly D: number;
  readonly Dv: number;
  readonly text: BlockText;
  readonly intermediates: 'none' | 'errors' | 'directions and errors';
}): string {
  const rows = fourRows({ D, Dv, text });
  const copied = intermediates === 'directions and errors';
  const written = [
    ...(intermediates === 'none' ? [] : [{ name: 'errors', size: Dv }]),
    ...(copied ? [{ name: 'writeDirections', size: D }] : []),
  ];
  const declare = ({ name, size }: (typeof written)[number], index: number) =>
    `@group(0) @binding(${6 + index}) var<storage, read_write> ${name}: array<${elementOf(size)}>;`;
  return `
@group(0) @binding(0) var<storage, read> q: array<${elementOf(D)}>;
@group(0) @binding(1) var<storage, read> k: array<${elementOf(D)}>;
@group(0) @binding(2) var<storage, read> v: array<${elementOf(Dv)}>;
@group(0) @binding(3) var<storage, read_write> state: array<${elementOf(D)}>;
@group(0) @binding(4) var<storage, read_write> output: array<${elementOf(Dv)}>;
@group(0) @binding(5) var<storage, read> work: array<${elementOf(D)}>;
${written.map(declare).join('\n')}
@group(0) @binding(${6 + written.length}) var<uniform> settings: Settings;
${STEPS_SETTINGS}
${OUTER}
@compute @workgroup_size(${MEMORY_THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (group.x + group.z * 65535u) * ${MEMORY_THREADS}u + id;
  let fours = (settings.Dv + 3u) / 4u;
  let head = index / fours;
  let four = index % fours;
  if (head >= settings.heads) { return; }
  let blocks = (settings.D + 3u) / 4u;
  let row = settings.heads * settings.D + head * settings.Dv + 4u * four;
  let last = settings.heads * settings.D + head * settings.Dv + settings.Dv - 1u;
  ${rows.declare}
  ${rows.load('state')}
  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * settings.T + t;
    let direction = directionPlace(head, t);
    var read = vec4<f32>();
    ${rows.each((j) => `read += S[${j}] * ${loadBlock(D, 'k', 'token', j)};`)}
    let e = ${loadBlock(Dv, 'v', 'token', 'four')} - select(vec4<f32>(), read, settings.residual == 1u);
    var o = vec4<f32>();
    ${rows.each((j) => `S[${j}] += outerBlock(e, ${loadBlock(D, 'work', 'direction', j)}); o += S[${j}] * ${loadBlock(D, 'q', 'token', j)};`)}
    ${storeBlock(Dv, 'output', 'token', 'four', 'o')}
    ${intermediates === 'none' ? '' : storeBlock(Dv, 'errors', 'token', 'four', 'e')}
    ${
      copied
        ? `if (four == 0u) {
      for (var j = 0u; j < blocks; j++) {
        let alpha = ${loadBlock(D, 'work', 'direction', 'j')};
        ${storeBlock(D, 'writeDirections', 'token', 'j', 'alpha')}
      }
    }`
        : ''
    }
  }
  ${rows.store('state')}
}
`;
}
