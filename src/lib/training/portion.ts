import type { Progress } from '../experiment.ts';

type Report = (progress: Progress) => void;

/** Reports of a part of a run that goes from one share of the whole to another. */
export const portion =
  (report: Report, from: number, to: number): Report =>
  ({ fraction, message }) =>
    report({ fraction: from + (to - from) * fraction, message });
