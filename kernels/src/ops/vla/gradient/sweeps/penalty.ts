import type { PassPlan } from '../../../../runtime/plan.ts';
import { read, shader, written } from '../../../../runtime/shader.ts';
import { SWEEP_THREADS } from '../../../sweeps/blockSweep.wgsl.ts';
import type { SweepText } from '../../../sweeps/sweep.ts';
import { sweepPass } from '../../../sweeps/sweepPass.ts';
import { OUTER, matrixBlocks } from '../../../wgsl/blocks.wgsl.ts';
import type { BlockText } from '../../../wgsl/blocks.wgsl.ts';
import { GROUP, gridOf } from '../../../wgsl/grid.ts';
import { elementOf, loadBlock } from '../../../wgsl/text.ts';
import type { VlaGradientCall } from '../buffers.ts';

/** P + Pᵀ backwards, from the one after the last step: du = −(P + Pᵀ) u. */
export function directionsPass({ sizes, given }: VlaGradientCall, text: SweepText): PassPlan {
  const { B, H, T, D, R } = sizes;
  return sweepPass({
    label: 'gradient of the penalty directions',
    heads: B * H,
    T,
    products: R + 2,
    sweep: {
      rows: D,
      columns: D,
      matrix: 'inverse',
      start: given.has('finalInverseGradient') ? { buffer: 'penaltyGradient', as: 'sum with transposed' } : 'zeros',
      backwards: true,
      text,
      vectors: [
        { name: 'keyGradient', size: D },
        { name: 'directions', size: D },
        { name: 'lengths', size: 1 },
        { name: 'u', size: D },
        { name: 'uGradient', size: D, written: true },
      ],
      step: ({ rows, each, own, block, write }) => {
        const others = `for (var r = 1u; r < ${R}u; r++) {
      ${rows((h) => `du${h} = Part();`)}
      ${each(
        (X, _, h) => `du${h} -= ${X} * penalty;`,
        (j) => `let penalty = ${block('u', j, '(place + r)')};`,
      )}
      ${rows((h) => write('uGradient', `du${h}`, h, '(place + r)'))}
    }`;
        return `let length = lengths[token];
    ${rows(
      (h) => `let beta${h} = length * ${own('keyGradient', h)};
    let direction${h} = length * ${own('directions', h)};`,
    )}
    let place = token * ${R}u;
    ${rows((h) => `var du${h} = Part();`)}
    ${each(
      (X, _, h) =>
        `${X} += outerBlock(beta${h}, direction) + outerBlock(direction${h}, beta); du${h} -= ${X} * penalty;`,
      (j) => `let direction = ${block('directions', j)}; let beta = ${block('keyGradient', j)};
      let penalty = ${block('u', j, 'place')};`,
    )}
    ${rows((h) => write('uGradient', `du${h}`, h, 'place'))}
    ${R > 1 ? others : ''}`;
      },
    },
  });
}

/**
 * P after the last step, A G A with the last A and the gradient G with respect to it, four rows per invocation: first
 * those of A G, then those of P. A is symmetric, so a column of its rows is a row. `inverse` is a buffer that
 * begins with A.
 */
export function lastPenaltyPass(args: {
  readonly heads: number;
  readonly D: number;
  readonly inverse: string;
  readonly text: BlockText;
}): PassPlan {
  const { heads, D, inverse, text } = args;
  const invocations = heads * Math.ceil(D / 4);
  return lastPenaltyShader(D, text).pass({
    label: 'gradient of the last penalty',
    buffers: { G: 'finalInverseGradient', A: inverse, P: 'penaltyGradient' },
    settings: { invocations, blocks: Math.ceil(D / 4), D },
    workgroups: gridOf(Math.ceil(invocations / SWEEP_THREADS)),
    flops: heads * 4 * D ** 3,
  });
}

function lastPenaltyShader(D: number, text: BlockText) {
  const X = matrixBlocks({ columns: D, text });
  const rowOf = (buffer: string, j: string) => loadBlock(D, buffer, '(first + i)', j);
  const body = `${OUTER}
@compute @workgroup_size(${SWEEP_THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (${GROUP}) * ${SWEEP_THREADS}u + id;
  if (index >= settings.invocations) { return; }
  let blocks = settings.blocks;
  let head = index / blocks;
  let four = index % blocks;
  let first = head * settings.D;
  let row = first + 4u * four;
  let last = first + settings.D - 1u;
  ${X.declare}
  var changed: array<mat4x4<f32>, ${Math.ceil(D / 4)}>;
  for (var i = 0u; i < settings.D; i++) {
    let column = ${rowOf('A', 'four')};
    ${X.each((_, j) => `changed[${j}] += outerBlock(column, ${rowOf('G', j)});`)}
  }
  for (var i = 0u; i < settings.D; i++) {
    let column = changed[i / 4u][i % 4u];
    ${X.each((block, j) => `${block} += outerBlock(column, ${rowOf('A', j)});`)}
  }
  ${X.store('P')}
}
`;
  const rows = elementOf(D);
  return shader({
    buffers: { G: read(rows), A: read(rows), P: written(rows) },
    settings: { invocations: 'u32', blocks: 'u32', D: 'u32' },
    ranged: false,
    body,
  });
}
