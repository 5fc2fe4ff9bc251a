import { describe, expect, test } from 'vitest';
import { experiments } from '../experiments/registry.ts';
import type { Claim, Test, Verdict } from './claim.ts';
import { claims } from './registry.ts';

/** Made-up numbers, a number and its spread or a number alone, and what the rule must make of them. */
type Cases = Readonly<
  Record<string, readonly [Verdict, Readonly<Record<string, number | readonly [number, number]>>][]>
>;

const norms = { norm01: 1, norm1: 1, norm10: 1, radius: 0 };
const levels = { growthUntrained: 0, growthNonZeroMean: 0.1, growthZeroMean: 0 };
const rises = { untrained: 3, nonZeroMean: 4, zeroMean: 5 };
const conditions = { untrained: 50, random: 2, aligned: 900, span: 400 };
const steady = { growthUntrained: 0, growthRandom: -0.1, growthAligned: 0.3, growthSpan: 0.3 };
const penalties = { penaltyLargest: 40, penaltySmallest: 0.1 };
const halves = {
  ...{ float16Random: 0.3, float16Aligned: 0.3, float16Span: 0.01 },
  ...{ bfloat16Random: 3, bfloat16Aligned: 0.3, bfloat16Span: 0.1 },
};
const singles = { float32Random: 1e-6, float32Aligned: 1e-6, float32Span: 1e-5 };
const nudged = { nudgeRandom: 1, nudgeAligned: 1, nudgeSpan: 1 };
const plain = { plainRandom: 1e-6, plainAligned: 1e-6, plainSpan: 1e-6 };
const listOpsRungs = {
  ...{ linearB: 0.84, deltanetB: 0.5, linearA: 1, deltanetA: 1 },
  ...{ vla: 60, linear: 52, firstOperator: 24 },
};
const tracking = {
  ...{ wide: 0.97, wideWithin: 0.99, vlaWithin: 0.8 },
  ...{ vla: 0.5, deltanet: 0.51, linear: 0.5, softmax: 0.6 },
} as const;
const tenMillion = {
  ...{ largest: 1e-3, smallest: 1e-5, nudgedLargest: 0.05, nudgedSmallest: 0.01 },
  ...{ deviation: 1e-4, finite: 1e7 },
};
const level = {
  ...{ lambda0Base: 0.9, lambda0Small: 0.9, lambda0One: 0.9, lambda0Ten: 0.9 },
  ...{ rankBase: 0.9, rankTwo: 0.9, rankFour: 0.9, nudgeBase: 0.9, nudgePublished: 0.9, nudgeLarge: 0.9 },
  ...{ symbolicBase: 0.9, symbolicOne: 0.9, symbolicHundred: 0.9 },
};
const copying = { vla: [200, 10], solved: 1, deltanet: [300, 20], linear: [290, 30], softmax: 90 } as const;

const cases: Cases = {
  'jacobian-norm': [
    ['reproduced', norms],
    ['reproduced', { ...norms, norm01: 1 + 1e-7, radius: 1 }],
    ['partly', { ...norms, norm01: 1.2 }],
    ['partly', { ...norms, norm10: 1 + 1e-5 }],
    ['not reproduced', { ...norms, norm1: 1.2, radius: 1e-3 }],
  ],
  'bounded-state': [
    ['reproduced', { untrained: 0.2, nonZeroMean: 0, zeroMean: -0.1, adversarial: 0.2 }],
    ['partly', { untrained: 0.2, nonZeroMean: 0, zeroMean: -0.1, adversarial: 0.5 }],
    ['not reproduced', { untrained: 0, nonZeroMean: 0, zeroMean: 0.5, adversarial: 0.5 }],
  ],
  'state-norm-ratio': [
    ['reproduced', { untrained: 109, nonZeroMean: 120, zeroMean: 100 }],
    ['partly', { untrained: 109, nonZeroMean: 1000, zeroMean: [5, 1] }],
    ['not reproduced', { untrained: 109, nonZeroMean: 1000, zeroMean: [1.1, 0.2] }],
  ],
  'settle-it': [
    ['reproduced', { ...rises, ...levels }],
    ['partly', { ...rises, ...levels, untrained: 11 }],
    ['not reproduced', { ...rises, ...levels, growthZeroMean: 0.5 }],
  ],
  'condition-number': [
    ['reproduced', { ...conditions, ...steady }],
    ['partly', { ...conditions, ...steady, growthAligned: 0.9 }],
    ['partly', { ...conditions, ...steady, growthSpan: 0.9 }],
    ['not reproduced', { ...conditions, ...steady, aligned: 2e4 }],
  ],
  eigenvalues: [
    ['reproduced', { ...penalties, nearOne: 0.95, largest: 1.5, smallest: 0.4 }],
    ['partly', { ...penalties, nearOne: 0.6, largest: 5, smallest: 0.1 }],
    ['not reproduced', { ...penalties, nearOne: 0.2, largest: 30, smallest: 0.001 }],
  ],
  'penalty-evolution': [
    ['reproduced', { rank1: [3, 0.5], rankR: [4, 1], kernelised: [2.5, 0.1], keys: [9, 0] }],
    ['partly', { rank1: [3, 0.5], rankR: [1, 0.1], kernelised: [1, 0.1], keys: [1, 0] }],
    ['not reproduced', { rank1: [2.2, 0.5], rankR: [1, 0.1], kernelised: [1, 0.1], keys: [1, 0] }],
  ],
  'float32-required': [
    ['reproduced', { ...halves, ...singles }],
    ['reproduced', { ...halves, ...singles, float16Random: 0 }],
    ['partly', { ...halves, ...singles, float16Random: 0, float16Aligned: 0.01 }],
    ['not reproduced', { ...halves, ...singles, float32Span: 1e-3 }],
    ['not reproduced', { ...halves, ...singles, float32Span: NaN }],
    ['not reproduced', { ...Object.fromEntries(Object.keys(halves).map((name) => [name, 0])), ...singles }],
  ],
  'periodic-nudge': [
    ['reproduced', { ...plain, nudgeRandom: 1e-7, nudgeAligned: 1e-7, nudgeSpan: 1e-7 }],
    ['partly', { ...nudged, ...plain, nudgeAligned: 1e-7 }],
    ['not reproduced', { ...nudged, ...plain }],
  ],
  'linear-time': [
    ['reproduced', { vla: 0.98, softmax: 2 }],
    ['partly', { vla: 1.2, softmax: 2 }],
    ['not reproduced', { vla: 1.2, softmax: 1.1 }],
    ['not reproduced', { vla: 1.5, softmax: 2 }],
  ],
  'fused-speedup': [
    ['reproduced', { fused: 14, whole: 90 }],
    ['partly', { fused: 60, whole: 90 }],
    ['not reproduced', { fused: 0.9, whole: 90 }],
  ],
  'copy-speed': [
    ['reproduced', copying],
    ['partly', { ...copying, deltanet: [225, 40] }],
    ['not reproduced', { ...copying, deltanet: [225, 40], linear: [180, 5] }],
    ['not reproduced', { ...copying, solved: 0.8 }],
  ],
  'mqar-recall': [
    ['reproduced', { at4: 1, at8: 0.995, at12: 0.99 }],
    ['partly', { at4: 0.995, at8: 0.9, at12: 0.7 }],
    ['partly', { at4: 0.98, at8: 0.95, at12: 0.92 }],
    ['not reproduced', { at4: 0.98, at8: 0.9, at12: 0.8 }],
  ],
  'mqar-boundary': [
    ['reproduced', { boundary: [0.6, 0.05] }],
    ['partly', { boundary: [0.8, 0.05] }],
    ['not reproduced', { boundary: [0.4, 0.05] }],
  ],
  'mqar-capacity': [
    ['reproduced', { vla: 1, deltanet: 0.05, linear: 0.08, softmax: 1 }],
    ['partly', { vla: [0.8, 0.05], deltanet: [0.5, 0.1], linear: [0.4, 0.1], softmax: 1 }],
    ['not reproduced', { vla: [0.8, 0.05], deltanet: [0.72, 0.1], linear: [0.4, 0.1], softmax: 1 }],
  ],
  'mqar-length': [
    ['reproduced', { vla: 0.97, softmax: 0.15, vla64: 1, deltanet: 0 }],
    ['partly', { vla: 0.97, softmax: 1, vla64: 1, deltanet: 0 }],
    ['not reproduced', { vla: 0.9, softmax: 0.15, vla64: 1, deltanet: 0 }],
  ],
  parity: [
    ['reproduced', tracking],
    ['partly', { ...tracking, wide: 0.9 }],
    ['partly', { ...tracking, vla: 0.61 }],
    ['not reproduced', { ...tracking, wide: 0.75 }],
    ['not reproduced', { ...tracking, deltanet: 0.96 }],
  ],
  'delayed-recall': [
    ['reproduced', { vla: 0.95, linear: 0.5, deltanet: 0.5, softmax: 1 }],
    ['partly', { vla: 0.95, linear: 0.8, deltanet: 0.5, softmax: 1 }],
    ['partly', { vla: [0.7, 0.05], linear: [0.5, 0.05], deltanet: 0.5, softmax: 1 }],
    ['not reproduced', { vla: [0.6, 0.1], linear: [0.55, 0.1], deltanet: 0.5, softmax: 1 }],
  ],
  'lra-overall': [
    ['partly', listOpsRungs],
    ['partly', { ...listOpsRungs, linearA: 0.5, deltanetA: 0.2, deltanetB: 0.2 }],
    ['not reproduced', { ...listOpsRungs, linearB: 0.82 }],
    ['not reproduced', { ...listOpsRungs, linearA: 0.16 }],
    ['not reproduced', { ...listOpsRungs, deltanetB: 0 }],
    ['not reproduced', { ...listOpsRungs, firstOperator: 61 }],
  ],
  crossover: [
    ['reproduced', { tiled: 43_000, tfjs: 80, parity: 483 }],
    ['partly', { tiled: 800, tfjs: 30_000, parity: 483 }],
    ['not reproduced', { tiled: 800, tfjs: 80, parity: 483 }],
  ],
  'lambda-gating': [
    ['reproduced', { noiseNormalized: 0.95, targetsNormalized: 0.2, noisePlain: 0.95, targetsPlain: 0.2 }],
    ['partly', { noiseNormalized: 0.1, targetsNormalized: 1, noisePlain: 0.95, targetsPlain: 0.2 }],
    ['not reproduced', { noiseNormalized: 0.1, targetsNormalized: 1, noisePlain: 0.5, targetsPlain: 0.2 }],
  ],
  'optimal-coefficients': [
    ['reproduced', { vla: 0.005, gram: 0.3, plainGram: 0.3, ridge: 1e-9 }],
    ['partly', { vla: 0.4, gram: 0.3, plainGram: 0.3, ridge: 1e-9 }],
    ['not reproduced', { vla: 0.4, gram: 0.3, plainGram: 0.3, ridge: 0.02 }],
  ],
  'unity-eigenvalues-10m': [
    ['reproduced', { ...tenMillion, largest: 1.5, smallest: 0.8 }],
    ['reproduced', { ...tenMillion, nudgedLargest: 1.5, nudgedSmallest: 0.8 }],
    ['partly', tenMillion],
    ['not reproduced', { ...tenMillion, deviation: 0.1 }],
    ['not reproduced', { ...tenMillion, finite: 9e6 }],
    ['not reproduced', { ...tenMillion, smallest: -1e-9 }],
  ],
  ablations: [
    ['partly', { ...level, lambda0Ten: 0.8 }],
    ['partly', { ...level, symbolicOne: 0.99 }],
    ['not reproduced', level],
  ],
  'coefficient-guarantee': [
    ['reproduced', { vla: 0.005, ridge: 0.3 }],
    ['partly', { vla: 0.4, ridge: 1e-9 }],
    ['not reproduced', { vla: 0.4, ridge: 0.02 }],
  ],
  'single-head': [
    ['not reproduced', { deviation: 1e-5 }],
    ['reproduced', { deviation: 0.5 }],
  ],
};

const recalls = { gain8: 0, gain16: 0, gain24: 0 };
const capacities = {
  ...{ vla: 1, deltanet: 0.05, linear: 0.08, softmax: 1, vla24: 1, deltanet24: 0.05, linear24: 0.08 },
  ...{ lowest: 1, deltanetHighest: 0.06, linearHighest: 0.09 },
  ...{ vlaGain: 0, deltanetGain: 0, linearGain: 0, softmaxGain: 0 },
};

const delays = { linearFar: 0.5, vlaTrained: 1, linearTrained: 1 };

/** Of the rules that decide once the published size is recorded. */
const casesAtSize: Cases = {
  'mqar-recall': [
    ['reproduced', { ...recalls, at8: 1, at16: 0.995, at24: 0.99 }],
    ['partly', { ...recalls, at8: 0.995, at16: 0.5, at24: 0.1 }],
    ['partly', { ...recalls, at8: 0.98, at16: 0.95, at24: 0.92 }],
    ['not reproduced', { ...recalls, at8: 0.98, at16: 0.9, at24: 0.8 }],
  ],
  'mqar-boundary': [
    ['reproduced', { boundary: [0.6, 0.05], gain: 0 }],
    ['partly', { boundary: [0.8, 0.05], gain: 0 }],
    ['not reproduced', { boundary: [0.4, 0.05], gain: 0.1 }],
  ],
  'copy-speed': [
    ['reproduced', copying],
    ['partly', { ...copying, deltanet: [225, 40] }],
    ['not reproduced', { ...copying, solved: 0.8 }],
  ],
  'mqar-length': [
    ['reproduced', { vla: 0.97, softmax: 0.15, vla64: 1, deltanet: 0, steps: 900 }],
    ['partly', { vla: 0.97, softmax: 1, vla64: 1, deltanet: 0, steps: 900 }],
    ['not reproduced', { vla: 0.9, softmax: 0.15, vla64: 1, deltanet: 0, steps: 900 }],
  ],
  'delayed-recall': [
    ['reproduced', { ...delays, vla: 0.95, vlaFar: 0.92, linear: 0.5 }],
    ['partly', { ...delays, vla: 0.95, vlaFar: 0.6, linear: 0.5 }],
    ['partly', { ...delays, vla: 0.95, vlaFar: 0.95, linear: 0.8 }],
    ['partly', { ...delays, vla: [0.7, 0.05], vlaFar: 0.5, linear: [0.5, 0.05] }],
    ['not reproduced', { ...delays, vla: [0.6, 0.1], vlaFar: 0.5, linear: [0.55, 0.1] }],
  ],
  'mqar-capacity': [
    ['reproduced', capacities],
    ['partly', { ...capacities, linear24: 0.2 }],
    ['partly', { ...capacities, vla: 0.98 }],
    ['not reproduced', { ...capacities, deltanet: 0.9, deltanetHighest: 1 }],
    ['not reproduced', { ...capacities, linear: 0.9, linearHighest: 1 }],
  ],
};

const tested = claims.flatMap((claim) => ('missing' in claim.test ? [] : [{ ...claim, test: claim.test as Test }]));
const testedAtSize = claims.flatMap(({ id, atSize }) => (atSize ? [{ id, test: atSize, of: casesAtSize[id] }] : []));
const rules = [...tested.map(({ id, test: rule }) => ({ id, test: rule, of: cases[id] })), ...testedAtSize];

describe.each(rules)('the rule for $id', ({ test: rule, of }) => {
  test.each(of ?? [])('says %s of %o', (verdict, numbers) => {
    const measured = Object.entries(numbers).map(([name, number]) => {
      const [value, spread] = typeof number === 'number' ? [number, 0] : number;
      return [name, { value, spread }];
    });
    expect(measured.map(([name]) => name).sort()).toEqual(Object.keys(rule.measures).sort());
    const judgement = rule.judge(Object.fromEntries(measured));
    expect(judgement.verdict).toBe(verdict);
    expect(judgement.reason).toMatch(/\.$/);
  });

  test('can come out in more than one way', () => {
    expect(new Set(of?.map(([verdict]) => verdict)).size).toBeGreaterThan(1);
  });
});

test('no case belongs to a claim without a rule', () => {
  expect(Object.keys(cases).sort()).toEqual(tested.map(({ id }) => id).sort());
  expect(Object.keys(casesAtSize).sort()).toEqual(testedAtSize.map(({ id }) => id).sort());
});

test('a number of runs that had not finished learning says so, and one of runs that had says nothing', () => {
  const rule = claims.find(({ id }) => id === 'mqar-recall')!.atSize!;
  const reasonOf = (gain24: number): string => {
    const numbers = { at8: 1, at16: 1, at24: 0.5, ...recalls, gain24 };
    return rule.judge(Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, { value, spread: 0 }])))
      .reason;
  };
  expect(reasonOf(0.3)).toMatch(/still gained in the last fifth of their steps: at 24 by 0\.30\.$/);
  expect(reasonOf(0.01)).not.toContain('still gained');
});

test('every claim is quoted, has a place in its source and an address of its own', () => {
  expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length);
  for (const { id, quote, place, title } of claims) {
    expect(id).toMatch(/^[a-z0-9-]+$/);
    expect([quote, place, title].every((words) => words.trim().length > 3)).toBe(true);
  }
});

test('a claim refers to experiments that exist, and says what is missing where it has none', () => {
  for (const claim of claims) {
    for (const figure of figuresOf(claim)) expect(experiments[figure], `${claim.id}: ${figure}`).toBeDefined();
    if ('missing' in claim.test) expect(claim.test.missing).toMatch(/^It needs|^The /);
  }
});

function figuresOf({ test: how, atSize, related = [] }: Claim): string[] {
  const all = [...('missing' in how ? [] : [how]), ...(atSize ? [atSize] : [])];
  const measured = all.flatMap(({ measures }) => Object.values(measures).map((reference) => reference.split('.')[0]));
  return [...measured, ...related];
}
