import type { PassPlan } from '../../runtime/plan.ts';
import type { BlockText } from './blocks.wgsl.ts';
import { sweepPass } from './passes.ts';

/** Names of the buffers with one vector per token that the backward pass of a memory reads and writes. */
export interface MemoryVectors {
  readonly q: string;
  readonly k: string;
  /** α, the write directions. */
  readonly directions: string;
  /** e, what is written. */
  readonly errors: string;
  readonly outputGradient: string;
  /** Written: f, with respect to the errors. */
  readonly errorGradient: string;
  /** Written: with respect to the directions. */
  readonly directionGradient: string;
  /** Written: with respect to the queries. */
  readonly queryGradient: string;
  /** Written for the residual error: S_{t−1}ᵀ f_t, which the keys' gradient loses. */
  readonly erased: string;
}

export interface MemorySweeps {
  readonly heads: number;
  readonly T: number;
  readonly D: number;
  readonly Dv: number;
  readonly residual: boolean;
  readonly text: BlockText;
  readonly vectors: MemoryVectors;
  /** The buffer of S before the first step, or null for zeros. */
  readonly initialMemory: string | null;
  /** The buffer with the gradient with respect to the last S, or null for zeros. */
  readonly finalMemoryGradient: string | null;
  /** The buffer for the gradient with respect to S before the first step [Dv,D]. */
  readonly initialMemoryGradient: string;
  /** A buffer [D,Dv] for each head that the passes may use. */
  readonly scratch: string;
}

/**
 * The backward pass of a memory S ← S + e αᵀ, o = S q, where e is v − S k or v. With R the gradient with respect to S:
 *
 *     backwards, rows of R:     R ← R + do qᵀ    f = R α      R ← R − f kᵀ
 *     backwards, rows of Rᵀ:    R ← R + do qᵀ    dα = Rᵀ e    R ← R − f kᵀ
 *     forwards, rows of Sᵀ:     Sᵀ f             S ← S + e αᵀ    dq = Sᵀ do
 *
 * R is computed twice, so that nothing passes between the rows of a matrix, and S a second time, so that no state is kept.
 */
export function memoryBackwardPasses(sweeps: MemorySweeps): PassPlan[] {
  const { heads, T, D, Dv, residual, text, vectors, scratch } = sweeps;
  const { q, k, directions, errors, outputGradient, errorGradient, directionGradient, queryGradient, erased } = vectors;
  const start = (buffer: string | null, transposed: boolean) =>
    buffer === null ? ('zeros' as const) : { buffer, ...(transposed && { as: 'transposed' as const }) };
  const [wide, tall] = [{ size: D }, { size: Dv }];
  const residualKey = residual ? [{ name: k, ...wide }] : [];
  return [
    sweepPass({
      label: 'gradient of the errors',
      heads,
      T,
      products: residual ? 3 : 2,
      sweep: {
        rows: Dv,
        columns: D,
        matrix: sweeps.initialMemoryGradient,
        start: start(sweeps.finalMemoryGradient, false),
        backwards: true,
        text,
        vectors: [
          { name: outputGradient, ...tall },
          { name: q, ...wide },
          { name: directions, ...wide },
          ...residualKey.filter(({ name }) => name !== directions),
          { name: errorGradient, ...tall, written: true },
        ],
        step: ({ each, own, block, write }) => `let weight = ${own(outputGradient)};
    var f = vec4<f32>();
    ${each((X, j) => `${X} += outerBlock(weight, ${block(q, j)}); f += ${X} * ${block(directions, j)};`)}
    ${write(errorGradient, 'f')}
    ${residual ? each((X, j) => `${X} -= outerBlock(f, ${block(k, j)});`) : ''}`,
      },
    }),
    sweepPass({
      label: 'gradient of the write directions',
      heads,
      T,
      products: residual ? 3 : 2,
      sweep: {
        rows: D,
        columns: Dv,
        matrix: scratch,
        start: start(sweeps.finalMemoryGradient, true),
        backwards: true,
        text,
        vectors: [
          { name: outputGradient, ...tall },
          { name: q, ...wide },
          { name: errors, ...tall },
          ...residualKey,
          ...(residual ? [{ name: errorGradient, ...tall }] : []),
          { name: directionGradient, ...wide, written: true },
        ],
        step: ({ each, own, block, write }) => `let query = ${own(q)};
    var direction = vec4<f32>();
    ${each((X, j) => `${X} += outerBlock(query, ${block(outputGradient, j)}); direction += ${X} * ${block(errors, j)};`)}
    ${write(directionGradient, 'direction')}
    ${residual ? `let key = ${own(k)}; ${each((X, j) => `${X} -= outerBlock(key, ${block(errorGradient, j)});`)}` : ''}`,
      },
    }),
    sweepPass({
      label: 'gradient of the queries',
      heads,
      T,
      products: residual ? 3 : 2,
      sweep: {
        rows: D,
        columns: Dv,
        matrix: scratch,
        start: start(sweeps.initialMemory, true),
        text,
        vectors: [
          { name: outputGradient, ...tall },
          { name: directions, ...wide },
          { name: errors, ...tall },
          ...(residual
            ? [
                { name: errorGradient, ...tall },
                { name: erased, ...wide, written: true },
              ]
            : []),
          { name: queryGradient, ...wide, written: true },
        ],
        step: ({ each, own, block, write }) => `let direction = ${own(directions)};
    var lost = vec4<f32>();
    var query = vec4<f32>();
    ${each(
      (X, j) => `${residual ? `lost += ${X} * ${block(errorGradient, j)};` : ''}
    ${X} += outerBlock(direction, ${block(errors, j)}); query += ${X} * ${block(outputGradient, j)};`,
    )}
    ${residual ? write(erased, 'lost') : ''}
    ${write(queryGradient, 'query')}`,
      },
    }),
  ];
}

/** e_t = v_t − S_{t−1} k_t for every step, S [Dv,D] along. */
export function errorsPass(args: {
  readonly heads: number;
  readonly T: number;
  readonly D: number;
  readonly Dv: number;
  readonly text: BlockText;
  readonly initialMemory: string | null;
  readonly directions: string;
  readonly errors: string;
  readonly scratch: string;
}): PassPlan {
  const { heads, T, D, Dv, text, initialMemory, directions, errors, scratch } = args;
  return sweepPass({
    label: 'errors',
    heads,
    T,
    products: 2,
    sweep: {
      rows: Dv,
      columns: D,
      matrix: scratch,
      start: initialMemory === null ? 'zeros' : { buffer: initialMemory },
      text,
      vectors: [
        { name: 'k', size: D },
        { name: directions, size: D },
        { name: 'v', size: Dv },
        { name: errors, size: Dv, written: true },
      ],
      step: ({ each, own, block, write }) => `var recalled = vec4<f32>();
    ${each((X, j) => `recalled += ${X} * ${block('k', j)};`)}
    let missed = ${own('v')} - recalled;
    ${write(errors, 'missed')}
    ${each((X, j) => `${X} += outerBlock(missed, ${block(directions, j)});`)}`,
    },
  });
}
