import { read, shader, written } from '../../../runtime/shader.ts';
import { fourRows, OUTER } from '../../wgsl/blocks.wgsl.ts';
import type { BlockText } from '../../wgsl/blocks.wgsl.ts';
import { GROUP } from '../../wgsl/grid.ts';
import { elementOf, loadBlock, storeBlock } from '../../wgsl/text.ts';
import { STEPS, STEPS_SETTINGS } from './penalty.wgsl.ts';

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
}) {
  const rows = fourRows({ D, Dv, text });
  const copied = intermediates === 'directions and errors';
  const [keys, values] = [elementOf(D), elementOf(Dv)];
  const body = `${STEPS}
${OUTER}
@compute @workgroup_size(${MEMORY_THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (${GROUP}) * ${MEMORY_THREADS}u + id;
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
  return shader({
    buffers: {
      q: read(keys),
      k: read(keys),
      v: read(values),
      state: written(keys),
      output: written(values),
      work: read(keys),
      errors: intermediates !== 'none' && written(values),
      writeDirections: copied && written(keys),
    },
    settings: STEPS_SETTINGS,
    ranged: true,
    body,
  });
}
