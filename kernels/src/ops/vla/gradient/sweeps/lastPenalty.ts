import type { PassPlan } from '../../../../runtime/plan.ts';
import { OUTER, matrixBlocks } from '../../../wgsl/blocks.wgsl.ts';
import type { BlockText } from '../../../wgsl/blocks.wgsl.ts';
import { LARGEST_GRID, SWEEP_THREADS } from '../../../sweeps/sweep.wgsl.ts';
import { elementOf, loadBlock } from '../../../wgsl/text.ts';

/**
 * P after the last step, A G A with the last A and the gradient G with respect to it, four rows per invocation: first
 * those of A G, then those of P. A is symmetric, so a column of its rows is a row. Buffers: finalInverseGradient, one that
 * begins with A, and penaltyGradient.
 */
export function lastPenaltyPass(args: {
  readonly heads: number;
  readonly D: number;
  readonly inverse: string;
  readonly text: BlockText;
}): PassPlan {
  const { heads, D, inverse, text } = args;
  const invocations = heads * Math.ceil(D / 4);
  const groups = Math.ceil(invocations / SWEEP_THREADS);
  return {
    label: 'gradient of the last penalty',
    code: lastPenaltyShader(D, text),
    bindings: ['finalInverseGradient', inverse, 'penaltyGradient'],
    uniforms: [invocations, Math.ceil(D / 4), D, 0],
    workgroups: [Math.min(groups, LARGEST_GRID), 1, Math.ceil(groups / LARGEST_GRID)],
    flops: heads * 4 * D ** 3,
  };
}

function lastPenaltyShader(D: number, text: BlockText): string {
  const X = matrixBlocks({ columns: D, text });
  const rowOf = (buffer: string, j: string) => loadBlock(D, buffer, '(first + i)', j);
  return `
@group(0) @binding(0) var<storage, read> G: array<${elementOf(D)}>;
@group(0) @binding(1) var<storage, read> A: array<${elementOf(D)}>;
@group(0) @binding(2) var<storage, read_write> P: array<${elementOf(D)}>;
@group(0) @binding(3) var<uniform> settings: vec4<u32>;
${OUTER}
@compute @workgroup_size(${SWEEP_THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (group.x + group.z * ${LARGEST_GRID}u) * ${SWEEP_THREADS}u + id;
  if (index >= settings.x) { return; }
  let blocks = settings.y;
  let head = index / blocks;
  let four = index % blocks;
  let first = head * settings.z;
  let row = first + 4u * four;
  let last = first + settings.z - 1u;
  ${X.declare}
  var changed: array<mat4x4<f32>, ${Math.ceil(D / 4)}>;
  for (var i = 0u; i < settings.z; i++) {
    let column = ${rowOf('A', 'four')};
    ${X.each((_, j) => `changed[${j}] += outerBlock(column, ${rowOf('G', j)});`)}
  }
  for (var i = 0u; i < settings.z; i++) {
    let column = changed[i / 4u][i % 4u];
    ${X.each((block, j) => `${block} += outerBlock(column, ${rowOf('A', j)});`)}
  }
  ${X.store('P')}
}
`;
}
