import type { PassPlan } from '../../../../runtime/plan.ts';
import type { BlockText } from '../../../wgsl/blocks.wgsl.ts';
import { sweepPass } from '../../../sweeps/sweep.wgsl.ts';
import type { VlaGradientCall } from '../buffers.ts';

/** P + Pᵀ backwards, from the one after the last step: du = −(P + Pᵀ) u. */
export function directionsPass({ sizes, given }: VlaGradientCall, text: BlockText): PassPlan {
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
      ${rows((h) => `du${h} = vec4<f32>();`)}
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
    ${rows((h) => `var du${h} = vec4<f32>();`)}
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
