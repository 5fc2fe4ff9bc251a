import type { ReactNode } from 'react';
import type { RecordedCount } from '../../lib/recorded.ts';
import { provenance } from '../Value/provenance.ts';

const words = (
  'none one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen ' +
  'seventeen eighteen nineteen twenty'
).split(' ');

const inWords = (count: number): string => words[count] ?? String(count);

export interface RunsProps {
  /** "figure.mixer". */
  readonly of: string;
  /** Which runs are counted, such as "accuracy at 48 >= 0.9" or "steps = budget". */
  readonly where: string;
  /** Written by the build (src/remark/recordedRuns.ts), as JSON. */
  readonly recorded?: string;
}

/** "four of five": how many recorded runs did what the sentence says, and on hover what was counted. */
export default function Runs({ of, where, recorded }: RunsProps): ReactNode {
  if (recorded === undefined) throw new Error(`<Runs of="${of}" where="${where}"/> was compiled without its count`);
  const count = JSON.parse(recorded) as RecordedCount;
  return (
    <data
      className="value"
      value={`${count.count}/${count.total}`}
      title={`${count.label}: ${where}. ${provenance(count)}`}
      data-runs={of}
    >
      {inWords(count.count)} of {inWords(count.total)}
    </data>
  );
}
