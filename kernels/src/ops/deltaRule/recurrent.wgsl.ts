import { read, shader, written } from '../../runtime/shader.ts';
import { fourRows, OUTER } from '../wgsl/blocks.wgsl.ts';
import type { BlockText } from '../wgsl/blocks.wgsl.ts';
import { GROUP } from '../wgsl/grid.ts';
import { elementOf, loadBlock, storeBlock } from '../wgsl/text.ts';
import type { DeltaRule } from './shape.ts';

/** Invocations per workgroup. They share nothing, so a small group keeps small problems spread out. */
export const THREADS = 8;

export interface DeltaRuleText extends Pick<DeltaRule, 'reads' | 'decays'> {
  readonly D: number;
  readonly Dv: number;
  readonly text: BlockText;
}

/**
 * The delta rule step by step: S ← γ S, then S ← S + β (v − S p) kᵀ, o = S q. An invocation keeps four rows of one head's S
 * through the whole sequence.
 */
export function deltaRuleShader({ D, Dv, text, reads, decays }: DeltaRuleText) {
  const rows = fourRows({ D, Dv, text });
  const value = loadBlock(Dv, 'v', 'token', 'four');
  const error = reads ? `(${value} - ${decays ? 'decay * read' : 'read'})` : value;
  const next = (j: string, write: string) => (decays ? `S[${j}] = decay * S[${j}] + ${write}` : `S[${j}] += ${write}`);
  const body = `${OUTER}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (${GROUP}) * ${THREADS}u + id;
  if (index >= settings.invocations) { return; }
  let T = settings.T;
  let blocks = settings.blocks;
  let head = index / settings.fours;
  let four = index % settings.fours;
  let row = head * ${Dv}u + 4u * four;
  let last = head * ${Dv}u + ${Dv - 1}u;
  ${rows.declare}
  ${rows.load('memory')}
  for (var t = settings.begin; t < settings.end; t++) {
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
  const [keys, values] = [elementOf(D), elementOf(Dv)];
  return shader({
    buffers: {
      q: read(keys),
      k: read(keys),
      v: read(values),
      beta: read('f32'),
      p: reads === 'p' && read(keys),
      gamma: decays && read('f32'),
      memory: written(keys),
      output: written(values),
    },
    settings: { T: 'u32', invocations: 'u32', blocks: 'u32', /** Of rows of a head's S. */ fours: 'u32' },
    ranged: true,
    body,
  });
}
