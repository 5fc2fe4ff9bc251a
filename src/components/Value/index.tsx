import type { ReactNode } from 'react';
import { formatWithSpread } from '../../lib/format.ts';
import type { RecordedValue } from '../../lib/recorded.ts';
import { provenance } from './provenance.ts';

export interface ValueProps {
  /** "figure.quantity". */
  readonly of: string;
  /** Written by the build (src/remark/recordedFigures.ts): the recorded number and where it came from, as JSON. */
  readonly recorded?: string;
}

/** A number of a recorded figure, in running text: mean and spread, and on hover where it came from. */
export default function Value({ of, recorded }: ValueProps): ReactNode {
  if (recorded === undefined) throw new Error(`<Value of="${of}"/> was compiled without its recorded number`);
  const { quantity, ...place } = JSON.parse(recorded) as RecordedValue;
  const { value, spread, unit, label } = quantity;
  return (
    <data className="value" value={value} title={`${label}. ${provenance(place)}`} data-value={of}>
      {formatWithSpread(value, spread)}
      {unit && `\u00a0${unit}`}
    </data>
  );
}
