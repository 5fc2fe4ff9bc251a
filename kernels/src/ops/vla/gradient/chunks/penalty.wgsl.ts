import { chunkPassShader } from '../../../chunks/gradient/stages.wgsl.ts';
import type { Stage } from '../../../chunks/gradient/stages.wgsl.ts';

/** Directions of steps up to the row's own. */
const UP_TO_STEP = { ratio: 'settings.R', offset: 'settings.R' };

/**
 * The penalty backwards, with P + Pᵀ for P = A G A and G the gradient with respect to A after a chunk. Leaves in
 * the record of each chunk du in place of u, and dk.
 *
 *     β = g A − mask(g Yᵀ) Y      dk = β + the part that comes from S
 *     dU = −U (P + Pᵀ) − later(U Ãᵀ) β − later(U βᵀ) Ã      P + Pᵀ ← P + Pᵀ + βᵀ Ã + Ãᵀ β
 *
 * @param args.hasFinalInverseGradient whether the loss depends on the last A. Otherwise P starts at zero, and there is no
 *   buffer finalInverseGradient
 * @param args.penalized whether S is read along A q: then the same again for what the pass over S left of that, A q in place of k
 *   and its gradient in place of q
 */
export function penaltyGradientShader({
  threads,
  hasFinalInverseGradient,
  penalized,
}: {
  readonly threads: number;
  readonly hasFinalInverseGradient: boolean;
  readonly penalized: boolean;
}) {
  return chunkPassShader({
    threads,
    backwards: true,
    reads: hasFinalInverseGradient ? ['finalInverseGradient'] : [],
    // Read as one: [P; β; Ã] and [β; Ã; β], [gᵀ; −(g Yᵀ)ᵀ], [Uᵀ; Ã Uᵀ; β Uᵀ], and [Ãᵀ | βᵀ].
    space: [
      ['P', 'D4 * D4'],
      ['beta', 'C4 * D4'],
      ['tilde', 'C4 * D4'],
      ['again', 'C4 * D4'],
      ['gT', 'D4 * C4'],
      ['gY', 'N4 * C4'],
      ['YT', 'D4 * N4'],
      ['UT', 'D4 * N4'],
      ['products', '2u * C4 * N4'],
      ['pairT', '2u * D4 * C4'],
      ['GA', 'D4 * D4'],
    ],
    start: `let G = edgeOf(head) + 4u * V4 * D4;
  let lastA = G + 4u * D4 * D4;
  ${hasFinalInverseGradient ? sumWithTransposed(threads) : startAtZero(threads)}`,
    // Before the last chunk, P + Pᵀ = A (G + Gᵀ) A comes first.
    firstStage: hasFinalInverseGradient ? 'select(2u, 0u, step == 0u)' : '0u',
    stages: [
      ...(hasFinalInverseGradient
        ? [
            {
              products: [
                {
                  ...{ rows: 'D4', columns: 'D4', x: 'G', xStride: 'D4', y: 'lastA', count: '4u * D4' },
                  place: 'GA',
                },
              ],
            },
            {
              products: [
                {
                  ...{ rows: 'D4', columns: 'D4', x: 'GA', xStride: 'D4', y: 'lastA', count: '4u * D4' },
                  place: 'P',
                },
              ],
            },
          ]
        : []),
      ...productStages(KEY, threads),
      ...(penalized ? productStages(QUERY, threads) : []),
    ],
  });
}

/** Vectors x that A_t was multiplied with: where a record has A_t x, and the gradient g with respect to it. */
interface ProductOfA {
  readonly tilde: string;
  readonly g: string;
  /** What becomes of `line`, of β, at place i. */
  readonly result: string;
  /** Whether they are the first ones of a chunk, which find what others find there. */
  readonly first: boolean;
}

const KEY: ProductOfA = {
  tilde: 'record.tilde',
  g: 'record.alpha',
  result: 'work[record.dK + i] += line;',
  first: true,
};

const QUERY: ProductOfA = { tilde: 'record.K', g: 'record.Q', result: 'work[record.Q + i] = line;', first: false };

/** β, and the part of dU and of P + Pᵀ that the vectors have. */
function productStages({ tilde, g, result, first }: ProductOfA, threads: number): Stage[] {
  return [
    {
      moves: [
        { source: tilde, rows: 'C4', columns: 'D4', place: 'tilde', mirror: 'pairT', mirrorStride: '2u * C4' },
        { source: g, rows: 'C4', columns: 'D4', mirror: 'gT', mirrorStride: 'C4' },
        ...(first
          ? [
              { source: 'record.Y', rows: 'N4', columns: 'D4', mirror: 'YT', mirrorStride: 'N4' },
              { source: 'record.U', rows: 'N4', columns: 'D4', mirror: 'UT', mirrorStride: 'N4' },
            ]
          : []),
      ],
      products: [
        // −(g Yᵀ)ᵀ, and Ã Uᵀ
        {
          ...{ rows: 'C4', columns: 'N4', x: 'gT', xStride: 'C4', y: 'YT', count: '4u * D4' },
          ...{ sign: -1, mirror: 'gY', mirrorStride: 'C4', stays: UP_TO_STEP },
        },
        {
          ...{ rows: 'C4', columns: 'N4', x: 'pairT', xStride: '2u * C4', y: 'UT', count: '4u * D4' },
          ...{ place: 'products', stays: UP_TO_STEP },
        },
      ],
    },
    {
      products: [
        // β = g A − mask(g Yᵀ) Y
        {
          ...{ rows: 'C4', columns: 'D4', x: 'gT', xStride: 'C4', y: 'record.A', count: '4u * (D4 + N4)' },
          ...{ place: 'beta', mirror: 'pairT + C4', mirrorStride: '2u * C4' },
        },
      ],
      // β a second time after Ã, and where it belongs
      then: `for (var i = id; i < 4u * C4 * D4; i += ${threads}u) {
          let line = work[beta + i];
          work[again + i] = line;
          ${result}
        }`,
    },
    {
      products: [
        // β Uᵀ
        {
          ...{ rows: 'C4', columns: 'N4', x: 'pairT + C4', xStride: '2u * C4', y: 'UT', count: '4u * D4' },
          ...{ place: 'products + 4u * C4 * N4', stays: UP_TO_STEP },
        },
      ],
    },
    {
      products: [
        // dU, of which P has its part once
        first
          ? {
              ...{ rows: 'N4', columns: 'D4', x: 'UT', xStride: 'N4', y: 'P', count: '4u * (D4 + 2u * C4)' },
              ...{ sign: -1, place: 'record.U' },
            }
          : {
              ...{ rows: 'N4', columns: 'D4', x: 'products', xStride: 'N4', y: 'beta', count: '8u * C4' },
              ...{ sign: -1, place: 'record.U', keep: true },
            },
      ],
    },
    {
      products: [
        // P + Pᵀ + βᵀÃ + Ãᵀβ
        {
          ...{ rows: 'D4', columns: 'D4', x: 'tilde', xStride: 'D4', y: 'beta', count: '8u * C4' },
          ...{ place: 'P', keep: true, mirror: 'P', mirrorStride: 'D4', symmetric: true },
        },
      ],
    },
  ];
}

/** G + Gᵀ. */
const sumWithTransposed = (threads: number): string => `if (settings.begin == 0u) {
    let own = head * settings.D * settings.D;
    for (var i = id; i < 4u * D4 * D4; i += ${threads}u) {
      let row = i / D4;
      var line = vec4<f32>();
      for (var e = 0u; e < settings.tileRows / 2u; e++) {
        let column = 4u * (i % D4) + e;
        if (max(row, column) >= settings.D) { break; }
        line[e] = finalInverseGradient[own + row * settings.D + column]
          + finalInverseGradient[own + column * settings.D + row];
      }
      work[G + i] = line;
    }
    storageBarrier();
  }`;

/** P + Pᵀ where G is zero. */
const startAtZero = (threads: number): string => `if (settings.begin == 0u) {
    for (var i = id; i < 4u * D4 * D4; i += ${threads}u) { work[P + i] = vec4<f32>(); }
  }`;
