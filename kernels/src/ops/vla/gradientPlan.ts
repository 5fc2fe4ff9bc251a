import { DeviceError } from '../../errors.ts';
import type { BufferPlan, KernelPlan, PassPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { blockTextFor } from '../sweeps/blocks.wgsl.ts';
import type { BlockText } from '../sweeps/blocks.wgsl.ts';
import { floatBits } from '../floatBits.ts';
import { errorsPass, memoryBackwardPasses } from '../sweeps/memory.ts';
import { sweepPass } from '../sweeps/passes.ts';
import { perTokenPass } from '../sweeps/perToken.ts';
import { LARGEST_GRID } from '../sweeps/sweep.wgsl.ts';
import { lastPenaltyPass } from './gradientLastPenalty.wgsl.ts';
import { gradientPenaltyShader, penaltyBytes, penaltyThreads } from './gradientPenalty.wgsl.ts';
import { keptBuffers } from './keptVectors.ts';
import type { VlaSettings, VlaSizes } from './problem.ts';

/** What is said of an argument that {@link vlaGradientObstacle} names. */
export const ON_PROCESSOR = 'its gradient is computed on the processor only';

/** What the plan depends on. */
export interface VlaGradientShape {
  readonly sizes: VlaSizes;
  readonly options: VlaSettings;
  readonly hasInitialMemory: boolean;
  readonly hasInitialInverse: boolean;
  /** Whether the loss depends on S (of use to the form step by step) or A behind the last step. */
  readonly hasFinalMemoryGradient: boolean;
  readonly hasFinalInverseGradient: boolean;
  /** Whether the forward pass kept what keptVectors.ts lists, which then are inputs. */
  readonly hasKept: boolean;
}

/**
 * The gradient on a device, by passes over the sequence that keep no states (README, "On a device"). Inputs are those
 * of the call and outputGradient, finalMemoryGradient, finalInverseGradient; outputs qGradient, kGradient, vGradient,
 * uGradient and initialMemoryGradient.
 *
 * @throws DeviceError('limit')
 */
export function vlaGradientPlan(shape: VlaGradientShape, { adapter }: Pick<DeviceTraits, 'adapter'>): KernelPlan {
  const { sizes, options, hasInitialMemory, hasFinalMemoryGradient, hasFinalInverseGradient, hasKept } = shape;
  const { B, H, T, D, Dv, R } = sizes;
  if (D > 512) throw new DeviceError('limit', `the gradient of VLA with key size ${D}: the largest is 512.`);
  const heads = B * H;
  const residual = options.error === 'residual';
  const [keys, values] = [heads * T * D, heads * T * Dv];
  const buffer = (role: BufferPlan['role'], name: string, words: number): BufferPlan => ({ name, role, words });
  const buffers: BufferPlan[] = [
    buffer('input', 'q', keys),
    buffer('input', 'k', keys),
    buffer('input', 'v', values),
    buffer('input', 'u', keys * R),
    ...(hasInitialMemory ? [buffer('input', 'initialMemory', heads * Dv * D)] : []),
    buffer('input', 'outputGradient', values),
    ...(hasFinalMemoryGradient ? [buffer('input', 'finalMemoryGradient', heads * Dv * D)] : []),
    ...(hasFinalInverseGradient ? [buffer('input', 'finalInverseGradient', heads * D * D)] : []),
    ...keptBuffers(shape, hasKept ? 'input' : 'scratch'),
    buffer('output', 'qGradient', keys),
    buffer('output', 'kGradient', keys),
    buffer('output', 'vGradient', values),
    buffer('output', 'uGradient', keys * R),
    buffer(hasInitialMemory ? 'output' : 'scratch', 'initialMemoryGradient', heads * Dv * D),
    ...(residual ? [buffer('scratch', 'erased', keys)] : []),
    buffer('scratch', 'inverse', heads * D * D),
    ...(hasFinalInverseGradient ? [buffer('scratch', 'penaltyGradient', heads * D * D)] : []),
    buffer('scratch', 'memory', heads * Dv * D),
    buffer('scratch', 'directionGradient', keys),
    buffer('scratch', 'keyGradient', keys),
  ];
  const text = (columns: number): BlockText => blockTextFor(columns, adapter);
  const initialMemory = hasInitialMemory ? 'initialMemory' : null;
  const errors = residual ? 'errors' : 'v';
  const passes: PassPlan[] = [
    ...(hasKept ? [] : [penaltyPass(shape, text(D))]),
    ...(residual && !hasKept
      ? [
          errorsPass({
            heads,
            T,
            D,
            Dv,
            text: text(D),
            initialMemory,
            directions: 'directions',
            errors,
            scratch: 'memory',
          }),
        ]
      : []),
    ...memoryBackwardPasses({
      heads,
      T,
      D,
      Dv,
      residual,
      text: text(Math.max(D, Dv)),
      vectors: {
        q: 'q',
        k: 'k',
        directions: 'directions',
        errors,
        outputGradient: 'outputGradient',
        errorGradient: 'vGradient',
        directionGradient: 'directionGradient',
        queryGradient: 'qGradient',
        erased: 'erased',
      },
      initialMemory,
      finalMemoryGradient: hasFinalMemoryGradient ? 'finalMemoryGradient' : null,
      initialMemoryGradient: 'initialMemoryGradient',
      scratch: 'memory',
    }),
    ...(projectsFirst(shape) ? [productPass(shape)] : []),
    // Leaves the last A in its matrix.
    keysPass(shape, text(D)),
    ...(hasFinalInverseGradient ? [lastPenaltyPass({ heads, D, inverse: 'inverse', text: text(D) })] : []),
    directionsPass(shape, text(D)),
  ];
  return {
    name: 'VLA gradient, recurrent',
    buffers,
    passes,
    workgroupBytes: penaltyBytes({ D, text: text(D) }),
    workgroupSize: Math.max(penaltyThreads({ D, text: text(D) }), 64),
  };
}

/** The first argument whose gradient is computed on the processor only, or null: it is no matter of updates alone. */
export function vlaGradientObstacle({
  options,
  hasInitialInverse,
}: Pick<VlaGradientShape, 'options' | 'hasInitialInverse'>): string | null {
  if (options.period > 0 && options.epsilon > 0) return 'stabilization.period';
  if (options.deltaFloor > 1) return 'stabilization.deltaFloor';
  if (options.renormalizeAbove > 0) return 'renormalizeAbove';
  return hasInitialInverse ? 'initialInverse' : null;
}

function penaltyPass({ sizes, options }: VlaGradientShape, text: BlockText): PassPlan {
  const { B, H, T, D, R } = sizes;
  const heads = B * H;
  return {
    label: 'updates of A',
    code: gradientPenaltyShader({ D, R, normalized: options.write === 'normalized', text }),
    bindings: ['k', 'u', 'inverse', 'updates', 'directions', 'lengths'],
    range: { begin: 0, end: T, multiple: 1 },
    uniforms: [T, heads, Math.ceil(D / 4), floatBits(1 / options.lambda0), 0, 0],
    workgroups: [Math.min(heads, LARGEST_GRID), 1, Math.ceil(heads / LARGEST_GRID)],
    flops: heads * T * (4 * R + 2) * D * D,
  };
}

/** Whether g is computed before the pass over A: one dispatch more, where there are eight at most, for one product less. */
function projectsFirst({ options, hasFinalInverseGradient }: VlaGradientShape): boolean {
  return options.write === 'normalized' && !hasFinalInverseGradient;
}

/** g = (dα − α αᵀdα) / ‖A k‖ in place of dα, the gradient with respect to the product A k. */
function productPass({ sizes: { B, H, T, D } }: VlaGradientShape): PassPlan {
  return perTokenPass({
    label: 'gradient of A k',
    tokens: B * H * T,
    buffers: ['directions', 'lengths', 'directionGradient'],
    written: ['directionGradient'],
    body: `
  let first = token * settings.y;
  let length = lengths[token];
  var along = 0.0;
  for (var i = first; i < first + settings.y; i++) { along += directions[i] * directionGradient[i]; }
  along = select(0.0, along, length > 1e-12);
  for (var i = first; i < first + settings.y; i++) {
    directionGradient[i] = (directionGradient[i] - along * directions[i]) / length;
  }`,
    uniforms: [D],
    flops: B * H * T * 5 * D,
  });
}

/**
 * A forwards by its known updates: β = A g with g = (dα − α αᵀdα) / ‖A k‖, or dα for the plain write, and with β the
 * gradient of the keys. Where g is not known yet it is β = (A dα − A α (αᵀdα)) / ‖A k‖.
 */
function keysPass(shape: VlaGradientShape, text: BlockText): PassPlan {
  const { sizes, options } = shape;
  const { B, H, T, D, R } = sizes;
  const residual = options.error === 'residual';
  const normalized = options.write === 'normalized' && !projectsFirst(shape);
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
    ${rows((h) => `let y${h} = ${own('updates', h, 'place')}; var beta${h} = vec4<f32>();`)}
    ${normalized ? `var along = 0.0; ${rows((h) => `var alpha${h} = vec4<f32>();`)}` : ''}
    ${each(
      (X, _, h) => `${update(X, h)} beta${h} += ${X} * change; ${normalized ? `alpha${h} += ${X} * direction;` : ''}`,
      (j) => `let y = ${block('updates', j, 'place')}; let change = ${block('directionGradient', j)};
      ${normalized ? `let direction = ${block('directions', j)}; along += dot(direction, change);` : ''}`,
    )}
    ${
      normalized
        ? `along = select(0.0, along, lengths[token] > 1e-12);
    ${rows((h) => `beta${h} = (beta${h} - along * alpha${h}) / lengths[token];`)}`
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

/** P + Pᵀ backwards, from the one behind the last step: du = −(P + Pᵀ) u. */
function directionsPass({ sizes, hasFinalInverseGradient }: VlaGradientShape, text: BlockText): PassPlan {
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
      start: hasFinalInverseGradient ? { buffer: 'penaltyGradient', as: 'sum with transposed' } : 'zeros',
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
