import type { PassPlan } from '../../../../runtime/plan.ts';
import { read, written } from '../../../../runtime/shader.ts';
import type { SweepText } from '../../../sweeps/sweep.ts';
import { sweepPass } from '../../../sweeps/sweepPass.ts';
import { perTokenPass } from '../../../sweeps/perToken.ts';
import type { VlaGradientCall } from '../buffers.ts';

/** Whether g is computed before the pass over A: one dispatch more, where there are eight at most, for one product less. */
export function projectsFirst({ options, given }: VlaGradientCall): boolean {
  return options.write === 'normalized' && !given.has('finalInverseGradient');
}

/**
 * g = (dα − α αᵀdα) / ‖A k‖ in place of dα, the gradient with respect to the product A k. Where that was too short to be scaled to
 * length 1, g goes to 0 with it.
 */
export function productPass({ sizes: { B, H, T, D } }: VlaGradientCall): PassPlan {
  return perTokenPass({
    label: 'gradient of A k',
    tokens: B * H * T,
    buffers: { directions: read('f32'), lengths: read('f32'), directionGradient: written('f32') },
    body: `
  let first = token * settings.D;
  let length = lengths[token];
  var along = 0.0;
  var squares = 0.0;
  for (var i = first; i < first + settings.D; i++) {
    along += directions[i] * directionGradient[i];
    squares += directions[i] * directions[i];
  }
  let share = select(squares, 1.0, length > 1e-12);
  for (var i = first; i < first + settings.D; i++) {
    directionGradient[i] = share * (directionGradient[i] - along * directions[i]) / length;
  }`,
    settings: { D: ['u32', D] },
    flops: B * H * T * 8 * D,
  });
}

/**
 * A forwards by its known updates: β = A g with g = (dα − α αᵀdα) / ‖A k‖, or dα for the plain write, and with β the
 * gradient of the keys. Where g is not known yet it is β = (A dα − A α (αᵀdα)) / ‖A k‖.
 */
export function keysPass(call: VlaGradientCall, text: SweepText): PassPlan {
  const { sizes, options } = call;
  const { B, H, T, D, R } = sizes;
  const residual = options.error === 'residual';
  const normalized = options.write === 'normalized' && !projectsFirst(call);
  return sweepPass({
    label: 'gradient of the keys',
    heads: B * H,
    T,
    products: R + (normalized ? 2 : 1),
    diagonal: 1 / options.lambda0,
    sweep: {
      rows: D,
      columns: D,
      matrix: 'inverse',
      start: 'diagonal',
      text,
      vectors: [
        { name: 'updates', size: D },
        { name: 'directionGradient', size: D },
        ...(normalized
          ? [
              { name: 'directions', size: D },
              { name: 'lengths', size: 1 },
            ]
          : []),
        ...(residual ? [{ name: 'erased', size: D }] : []),
        { name: 'keyGradient', size: D, written: true },
        { name: 'kGradient', size: D, written: true },
      ],
      step: ({ rows, each, own, block, write }) => {
        const update = (X: string, h: number): string => `${X} -= outerBlock(y${h}, y);`;
        const last = `token * ${R}u + ${R - 1}u`;
        const before = `for (var r = 0u; r < ${R - 1}u; r++) {
      let place = token * ${R}u + r;
      ${rows((h) => `let y${h} = ${own('updates', h, 'place')};`)}
      ${each(
        (X, _, h) => update(X, h),
        (j) => `let y = ${block('updates', j, 'place')};`,
      )}
    }`;
        return `${R > 1 ? before : ''}
    let place = ${last};
    ${rows((h) => `let y${h} = ${own('updates', h, 'place')}; var beta${h} = Part();`)}
    ${normalized ? `var along = 0.0; var squares = 0.0; ${rows((h) => `var alpha${h} = Part();`)}` : ''}
    ${each(
      (X, _, h) => `${update(X, h)} beta${h} += ${X} * change; ${normalized ? `alpha${h} += ${X} * direction;` : ''}`,
      (j) => `let y = ${block('updates', j, 'place')}; let change = ${block('directionGradient', j)};
      ${normalized ? `let direction = ${block('directions', j)}; along += product(direction, change); squares += product(direction, direction);` : ''}`,
    )}
    ${
      normalized
        ? `let share = select(squares, 1.0, lengths[token] > 1e-12);
    ${rows((h) => `beta${h} = share * (beta${h} - along * alpha${h}) / lengths[token];`)}`
        : ''
    }
    ${rows(
      (h) => `${write('keyGradient', `beta${h}`, h)}
    let all${h} = beta${h}${residual ? ` - ${own('erased', h)}` : ''};
    ${write('kGradient', `all${h}`, h)}`,
    )}`;
      },
    },
  });
}
