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
