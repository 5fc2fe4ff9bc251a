import type { Progress } from '../experiment.ts';

type Report = (progress: Progress) => void;

/** Reports of a part of a run, which goes from one share of the whole to another. */
export const portion =
  (report: Report, from: number, to: number): Report =>
  ({ fraction, message }) =>
    report({ fraction: from + (to - from) * fraction, message });

/** The same where all of a part has one message. */
export function stage(
  report: Report,
  { from, to, message }: { readonly from: number; readonly to: number; readonly message: string },
): (fraction: number) => void {
  const part = portion(report, from, to);
  return (fraction) => part({ fraction, message });
}

/** Reports for so many parts that weigh alike and may run side by side: one for each, made when it begins. */
export function parts(report: Report, count: number): () => Report {
  const fractions: number[] = [];
  return () => {
    const part = fractions.push(0) - 1;
    return ({ fraction, message }) => {
      fractions[part] = fraction;
      report({ fraction: fractions.reduce((sum, one) => sum + one, 0) / count, message });
    };
  };
}
