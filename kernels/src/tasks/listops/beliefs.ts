import type { ListOperator } from './tokens.ts';

/** Probabilities of the digits 0 … 9. */
export type Belief = Readonly<Float64Array>;

export function certain(digit: number): Belief {
  const belief = new Float64Array(10);
  belief[digit] = 1;
  return belief;
}

/** The most probable digit, the smallest of several. */
export function likeliest(belief: Belief): number {
  return belief.indexOf(Math.max(...belief));
}

/** What is believed of an operator's value where its operands are independent. */
export const believed: Readonly<Record<ListOperator, (operands: readonly Belief[]) => Belief>> = {
  MIN: (operands) => {
    const above = (digit: number): number => product(operands, (cumulative) => 1 - cumulative[digit]!);
    return digits((digit) => (digit === 0 ? 1 : above(digit - 1)) - above(digit));
  },
  MAX: (operands) => {
    const upTo = (digit: number): number => product(operands, (cumulative) => cumulative[digit]!);
    return digits((digit) => upTo(digit) - (digit === 0 ? 0 : upTo(digit - 1)));
  },
  MED: median,
  SM: (operands) => operands.reduce(sumModulo10),
};

function digits(shareOf: (digit: number) => number): Belief {
  return Float64Array.from({ length: 10 }, (_, digit) => shareOf(digit));
}

/** Probability of at most each digit. */
function cumulativeOf(belief: Belief): Float64Array {
  let sum = 0;
  return Float64Array.from(belief, (share) => (sum += share));
}

function product(operands: readonly Belief[], factor: (cumulative: Float64Array) => number): number {
  return operands.reduce((result, belief) => result * factor(cumulativeOf(belief)), 1);
}

function sumModulo10(a: Belief, b: Belief): Belief {
  const sum = new Float64Array(10);
  for (let i = 0; i < 10; i++) for (let j = 0; j < 10; j++) sum[(i + j) % 10]! += a[i]! * b[j]!;
  return sum;
}

/** The two digits in the middle have a mean, which is rounded down; of an odd number the two are one. */
function median(operands: readonly Belief[]): Belief {
  const ranks = { low: (operands.length - 1) >> 1, high: operands.length >> 1 };
  const split = apart(operands);
  const upTo = (a: number, b: number): number => (a < 0 ? 0 : bothUpTo(split, ranks, Math.min(a, b), b));
  const result = new Float64Array(10);
  for (let a = 0; a < 10; a++) {
    for (let b = a; b < 10; b++) {
      const share = upTo(a, b) - upTo(a - 1, b) - (b > a ? upTo(a, b - 1) - upTo(a - 1, b - 1) : 0);
      result[(a + b) >> 1]! += share;
    }
  }
  return result;
}

/** Operands of which the digit is certain, and the others' probabilities of at most each digit. */
interface Operands {
  readonly known: readonly number[];
  readonly open: readonly Float64Array[];
}

function apart(operands: readonly Belief[]): Operands {
  const isKnown = (belief: Belief): boolean => belief.includes(1);
  return {
    known: operands.filter(isKnown).map(likeliest),
    open: operands.filter((belief) => !isKnown(belief)).map(cumulativeOf),
  };
}

/** Probability that the digit at rank `low` is at most a, and that at rank `high` at most b, where a ≤ b. */
function bothUpTo(
  { known, open }: Operands,
  { low, high }: { readonly low: number; readonly high: number },
  a: number,
  b: number,
): number {
  const below = known.filter((digit) => digit <= a).length;
  const within = known.filter((digit) => digit <= b).length;
  // shares[i][j]: of the open operands i are at most a, and j at most b.
  const shares = open.reduce<readonly (readonly number[])[]>(
    (before, cumulative) => {
      const [small, middle, large] = [cumulative[a]!, cumulative[b]! - cumulative[a]!, 1 - cumulative[b]!];
      const at = (i: number, j: number): number => before[i]?.[j] ?? 0;
      const size = before.length + 1;
      return Array.from({ length: size }, (_, i) =>
        Array.from({ length: size }, (_, j) => small * at(i - 1, j - 1) + middle * at(i, j - 1) + large * at(i, j)),
      );
    },
    [[1]],
  );
  let sum = 0;
  for (const [i, row] of shares.entries())
    for (const [j, share] of row.entries()) if (below + i > low && within + j > high) sum += share;
  return sum;
}
