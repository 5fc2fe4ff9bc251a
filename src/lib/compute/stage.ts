import type { Progress } from '../experiment.ts';

/** Reports the progress of one part of a run: its fraction done, as a fraction of the whole from `from` to `to`. */
export function stage(
  onProgress: (progress: Progress) => void,
  { from, to, message }: { readonly from: number; readonly to: number; readonly message: string },
): (fraction: number) => void {
  return (fraction) => onProgress({ fraction: from + fraction * (to - from), message });
}
