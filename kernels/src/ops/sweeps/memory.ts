import type { PassPlan } from '../../runtime/plan.ts';
import type { SweepText } from './sweep.ts';
import { sweepPass } from './sweepPass.ts';

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
  readonly text: SweepText;
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
 * R is computed twice, so that nothing passes between the rows of a matrix, and S a second time, so that no state is kept. A
 * change that closes a step waits for the next one, which goes through the rows anyway.
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
        begin: ({ rows }) => rows((h) => `var f${h} = Part();`),
        step: ({ rows, each, own, block, write }) => `${rows(
          (h) => `let weight${h} = ${own(outputGradient, h)}; var sum${h} = Part();`,
        )}
    ${each(
      (X, _, h) => `${X} += outerBlock(weight${h}, query)${residual ? ` - outerBlock(f${h}, key)` : ''};
    sum${h} += ${X} * direction;`,
      (j) => `let query = ${block(q, j)}; let direction = ${block(directions, j)};
    ${residual ? `let key = ${block(k, j, 'previous')};` : ''}`,
    )}
    ${rows((h) => `f${h} = sum${h}; ${write(errorGradient, `f${h}`, h)}`)}`,
        end: ({ each, block }) =>
          residual
            ? each(
                (X, _, h) => `${X} -= outerBlock(f${h}, key);`,
                (j) => `let key = ${block(k, j, 'previous')};`,
              )
            : '',
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
        begin: ({ rows }) => rows((h) => `var key${h} = Part();`),
        step: ({ rows, each, own, block, write }) => `${rows(
          (h) => `let query${h} = ${own(q, h)}; var direction${h} = Part();`,
        )}
    ${each(
      (X, _, h) => `${X} += outerBlock(query${h}, weight)${residual ? ` - outerBlock(key${h}, f)` : ''};
    direction${h} += ${X} * error;`,
      (j) => `let weight = ${block(outputGradient, j)}; let error = ${block(errors, j)};
    ${residual ? `let f = ${block(errorGradient, j, 'previous')};` : ''}`,
    )}
    ${rows((h) => `${write(directionGradient, `direction${h}`, h)} ${residual ? `key${h} = ${own(k, h)};` : ''}`)}`,
        end: ({ each, block }) =>
          residual
            ? each(
                (X, _, h) => `${X} -= outerBlock(key${h}, f);`,
                (j) => `let f = ${block(errorGradient, j, 'previous')};`,
              )
            : '',
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
        step: ({ rows, each, own, block, write }) => `${rows(
          (h) => `let direction${h} = ${own(directions, h)}; var lost${h} = Part(); var query${h} = Part();`,
        )}
    ${each(
      (X, _, h) => `${residual ? `lost${h} += ${X} * f;` : ''}
    ${X} += outerBlock(direction${h}, error); query${h} += ${X} * weight;`,
      (j) => `${residual ? `let f = ${block(errorGradient, j)};` : ''}
    let error = ${block(errors, j)}; let weight = ${block(outputGradient, j)};`,
    )}
    ${rows((h) => `${residual ? write(erased, `lost${h}`, h) : ''} ${write(queryGradient, `query${h}`, h)}`)}`,
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
  readonly text: SweepText;
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
      begin: ({ rows }) => rows((h) => `var missed${h} = Part();`),
      step: ({ rows, each, own, block, write }) => `${rows((h) => `var recalled${h} = Part();`)}
    ${each(
      (X, _, h) => `${X} += outerBlock(missed${h}, direction); recalled${h} += ${X} * key;`,
      (j) => `let direction = ${block(directions, j, 'previous')}; let key = ${block('k', j)};`,
    )}
    ${rows((h) => `missed${h} = ${own('v', h)} - recalled${h}; ${write(errors, `missed${h}`, h)}`)}`,
      end: ({ each, block }) =>
        each(
          (X, _, h) => `${X} += outerBlock(missed${h}, direction);`,
          (j) => `let direction = ${block(directions, j, 'previous')};`,
        ),
    },
  });
}
