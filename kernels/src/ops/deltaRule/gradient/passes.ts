import type { PassPlan } from '../../../runtime/plan.ts';
import { read, written } from '../../../runtime/shader.ts';
import { perTokenPass } from '../../sweeps/perToken.ts';
import type { SweepText } from '../../sweeps/sweep.ts';
import { sweepPass } from '../../sweeps/sweepPass.ts';
import type { BlockText } from '../../wgsl/blocks.wgsl.ts';
import { packedRows } from './packed.ts';
import { decayParts, keptStates } from './reverse.ts';
import type { DeltaRuleGradientShape } from './shape.ts';

export interface GradientPasses extends DeltaRuleGradientShape {
  readonly text: SweepText;
  /** Of the pass that goes along with kept states. */
  readonly blocks: BlockText;
}

/** e of every step, rows of S along; S before each block of steps goes to `states`. */
export function errorsPass({ rule, text, hasInitialMemory }: GradientPasses): PassPlan {
  const { sizes, reads } = rule;
  const { B, H, T, D, Dv } = sizes;
  const { direction, readKey, error } = packedRows(rule);
  return sweepPass({
    label: 'errors',
    heads: B * H,
    T,
    products: 2,
    sweep: {
      rows: Dv,
      columns: D,
      matrix: 'memory',
      start: hasInitialMemory ? { buffer: 'initialMemory' } : 'zeros',
      text,
      vectors: [
        { name: 'wide', size: D },
        { name: 'v', size: Dv },
        { name: 'gamma', size: 1 },
        { name: 'states', size: D, written: true },
        { name: 'tall', size: Dv, written: true },
      ],
      settings: { steps: ['u32', keptStates(T, text).steps] },
      begin: ({ rows }) => rows((h) => `var missed${h} = Part();`),
      step: ({ rows, each, loop, store, own, block, write }) => `if (step % settings.steps == 0u) {
      ${loop((X, j, h) => `${X} += outerBlock(missed${h}, ${block('wide', j, direction('previous'))});`)}
      ${rows((h) => `missed${h} = Part();`)}
      let before = (head * ((T + settings.steps - 1u) / settings.steps) + step / settings.steps) * ${Dv}u;
      ${store('states', 'before')}
    }
    let decay = gamma[token];
    ${rows((h) => `var recalled${h} = Part();`)}
    ${each(
      (X, _, h) =>
        `${X} = decay * (${X} + outerBlock(missed${h}, along)); ${reads ? `recalled${h} += ${X} * key;` : ''}`,
      (j) => `let along = ${block('wide', j, direction('previous'))};
    ${reads ? `let key = ${block('wide', j, readKey('token'))};` : ''}`,
    )}
    ${rows((h) => `missed${h} = ${own('v', h)} - recalled${h}; ${write('tall', `missed${h}`, h, error('token'))}`)}`,
      end: ({ each, block }) =>
        each(
          (X, _, h) => `${X} += outerBlock(missed${h}, along);`,
          (j) => `let along = ${block('wide', j, direction('previous'))};`,
        ),
    },
  });
}

/** dα of every step, rows of Rᵀ along: R ← R + do qᵀ, dα = Rᵀ e, R ← γ (R − f pᵀ). */
export function directionsPass({ rule, text }: GradientPasses): PassPlan {
  const { sizes, reads } = rule;
  const { B, H, T, D, Dv } = sizes;
  const { query, readKey, outputGradient, error, errorGradient } = packedRows(rule);
  const lost = ({ block }: { block: (vectors: string, j: string, index?: string) => string }, j: string) =>
    reads ? `let f = ${block('tall', j, errorGradient('previous'))};` : '';
  const left = (X: string, h: number) => (reads ? `left * (${X} - outerBlock(key${h}, f))` : `left * ${X}`);
  return sweepPass({
    label: 'gradient of the write directions',
    heads: B * H,
    T,
    products: reads ? 3 : 2,
    sweep: {
      rows: D,
      columns: Dv,
      matrix: 'memory',
      start: { buffer: 'finalMemoryGradient', as: 'transposed' },
      backwards: true,
      text,
      vectors: [
        { name: 'wide', size: D },
        { name: 'tall', size: Dv },
        { name: 'gamma', size: 1 },
        { name: 'directionGradient', size: D, written: true },
      ],
      begin: ({ rows }) => `var left = 1.0; ${reads ? rows((h) => `var key${h} = Part();`) : ''}`,
      step: ({ rows, each, own, block, write }) => `${rows(
        (h) => `let query${h} = ${own('wide', h, query('token'))}; var direction${h} = Part();`,
      )}
    ${each(
      (X, _, h) => `${X} = ${left(X, h)} + outerBlock(query${h}, weight); direction${h} += ${X} * error;`,
      (
        j,
      ) => `let weight = ${block('tall', j, outputGradient('token'))}; let error = ${block('tall', j, error('token'))};
    ${lost({ block }, j)}`,
    )}
    left = gamma[token];
    ${rows((h) => `${write('directionGradient', `direction${h}`, h)} ${reads ? `key${h} = ${own('wide', h, readKey('token'))};` : ''}`)}`,
      end: ({ each, block }) =>
        each(
          (X, _, h) => `${X} = ${left(X, h)};`,
          (j) => lost({ block }, j),
        ),
    },
  });
}

/** dq and dp, or what the one of the keys loses, rows of Sᵀ along: S ← γ S, dp = −Sᵀ f, S ← S + e αᵀ, dq = Sᵀ do. */
export function queriesPass({ rule, text, given, hasInitialMemory }: GradientPasses): PassPlan {
  const { sizes, reads } = rule;
  const { B, H, T, D, Dv } = sizes;
  const { direction, outputGradient, error, errorGradient } = packedRows(rule);
  const recalled = given.p ? 'pGradient' : 'recalledGradient';
  return sweepPass({
    label: 'gradient of the queries',
    heads: B * H,
    T,
    products: reads ? 3 : 2,
    sweep: {
      rows: D,
      columns: Dv,
      matrix: 'memory',
      start: hasInitialMemory ? { buffer: 'initialMemory', as: 'transposed' } : 'zeros',
      text,
      vectors: [
        { name: 'wide', size: D },
        { name: 'tall', size: Dv },
        { name: 'gamma', size: 1 },
        ...(reads ? [{ name: recalled, size: D, written: true }] : []),
        { name: 'qGradient', size: D, written: true },
      ],
      step: ({ rows, each, own, block, write }) => `let decay = gamma[token];
    ${rows(
      (h) =>
        `let along${h} = ${own('wide', h, direction('token'))}; var recalled${h} = Part(); var query${h} = Part();`,
    )}
    ${each(
      (X, _, h) => `${X} *= decay; ${reads ? `recalled${h} -= ${X} * f;` : ''}
    ${X} += outerBlock(along${h}, error); query${h} += ${X} * weight;`,
      (j) => `${reads ? `let f = ${block('tall', j, errorGradient('token'))};` : ''}
    let error = ${block('tall', j, error('token'))}; let weight = ${block('tall', j, outputGradient('token'))};`,
    )}
    ${rows((h) => `${reads ? write(recalled, `recalled${h}`, h) : ''} ${write('qGradient', `query${h}`, h)}`)}`,
    },
  });
}

/** dk and dβ from dα, and dγ from its parts. */
export function keysPass({ rule, given, text, blocks }: GradientPasses): PassPlan {
  const { B, H, T, D, Dv } = rule.sizes;
  const recalls = rule.reads !== null && !given.p;
  const isZero = given.p && !rule.reads;
  return perTokenPass({
    label: 'gradient of the keys',
    tokens: B * H * T,
    buffers: {
      k: read('f32'),
      beta: read('f32'),
      directionGradient: read('f32'),
      recalledGradient: recalls && read('f32'),
      decayParts: read('f32'),
      kGradient: written('f32'),
      betaGradient: written('f32'),
      gammaGradient: written('f32'),
      pGradient: isZero && written('f32'),
    },
    settings: { D: ['u32', D], parts: ['u32', decayParts({ rule, text, blocks })] },
    flops: B * H * T * (4 * D + Dv / 4),
    body: `let first = token * settings.D;
  var strength = 0.0;
  for (var i = first; i < first + settings.D; i++) {
    strength += directionGradient[i] * k[i];
    kGradient[i] = beta[token] * directionGradient[i]${recalls ? ' + recalledGradient[i]' : ''};
    ${isZero ? 'pGradient[i] = 0.0;' : ''}
  }
  betaGradient[token] = strength;
  var decay = 0.0;
  for (var i = token * settings.parts; i < (token + 1u) * settings.parts; i++) { decay += decayParts[i]; }
  gammaGradient[token] = decay;`,
  });
}
