import type { OperatorName } from '../../lib/operators.ts';

/**
 * Forward times from the source's fig. 7: T4 GPU, eager code that goes step by step for all but softmax, batch 8. The ends
 * of its range are at hand.
 */
export const published = {
  batch: 8,
  /** [tokens, milliseconds] */
  times: [
    {
      operator: 'vla',
      name: 'VLA',
      times: [
        [128, 180.5],
        [2048, 2793.1],
      ],
    },
    {
      operator: 'deltanet',
      name: 'DeltaNet, linear',
      times: [
        [128, 57.9],
        [2048, 919.6],
      ],
    },
    {
      operator: 'linear',
      name: '',
      times: [
        [128, 52.7],
        [2048, 832.7],
      ],
    },
    {
      operator: 'softmax',
      name: 'softmax',
      times: [
        [128, 1.4],
        [2048, 55.9],
      ],
    },
  ] satisfies readonly PublishedTimes[],
};

interface PublishedTimes {
  readonly operator: OperatorName;
  /** How its mark is named; empty where it lies on another one. */
  readonly name: string;
  readonly times: readonly (readonly [number, number])[];
}
