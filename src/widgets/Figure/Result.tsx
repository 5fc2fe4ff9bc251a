import type { ReactNode } from 'react';
import clsx from 'clsx';
import DataTable, { type Cell } from '../../components/DataTable/index.tsx';
import { compareQuantities, reproduction, type Comparison, type Reproduction } from '../../lib/compare.ts';
import type { Quantity } from '../../lib/experiment.ts';
import { formatDuration, formatNumber, formatWithSpread } from '../../lib/format.ts';
import type { Ran } from '../worker/protocol.ts';
import shared from '../shared/styles.module.css';
import styles from './styles.module.css';

interface ResultProps {
  readonly recorded: readonly Quantity[];
  readonly own: readonly Quantity[];
  readonly ran: Ran;
  readonly seed: number;
  /** Whether the run used the recorded settings: only then must the numbers agree. */
  readonly comparable: boolean;
  /** The recorded numbers are times of this device, else null. */
  readonly measuredOn: string | null;
}

/** Whether the run repeats the record; what ran where; and each number beside the recorded one. */
export default function Result({ recorded, own, ran, seed, comparable, measuredOn }: ResultProps): ReactNode {
  const compared = compareQuantities(recorded, own);
  const verdict = comparable ? reproduction(compared) : null;
  const columns = ['Quantity', 'Recorded', 'This run', 'Deviation', ...(verdict ? ['Tolerance', 'Verdict'] : [])];
  const rows = compared.map((one) => [...numbersOf(one), ...(verdict ? judgementOf(one) : [])]);
  return (
    <div className={shared.result}>
      {verdict && <Outcome {...verdict} seed={seed} />}
      <p>
        Computed in {formatDuration(ran.milliseconds)} on <strong>{ran.adapter}</strong>
        {ran.backend === 'webgpu' && ', with WebGPU'}.{ran.note && <> {ran.note}</>}
        {measuredOn && <> The recorded times are those of {measuredOn}, so these are not expected to equal them.</>}
        {!comparable && <> The settings differ from the recorded ones, so the numbers may too.</>}
      </p>
      <DataTable label="Recorded and computed numbers" columns={columns} rows={rows} namedRows />
    </div>
  );
}

/** The verdict on the run in a sentence. */
function Outcome({ within, asked, largestShare, seed }: Reproduction & { readonly seed: number }): ReactNode {
  const all = within === asked;
  const share = largestShare !== null && `, the largest deviation at ${formatNumber(100 * largestShare, 2)} % of it`;
  return (
    <p className={clsx(styles.outcome, all ? styles.good : styles.bad)} data-outcome={all ? 'within' : 'outside'}>
      <strong>{all ? 'Repeated.' : 'Not repeated.'}</strong>{' '}
      <span className={styles.ink}>
        With the recorded inputs and seed {seed}, {all ? numberOf(asked) : `${within} of ${asked} quantities`}{' '}
        {within === 1 || (all && asked === 1) ? 'lies' : 'lie'} within the published tolerance{all && share}.
      </span>
    </p>
  );
}

const numberOf = (asked: number): string => (asked === 1 ? 'the one quantity' : `all ${asked} quantities`);

function numbersOf({ quantity, own, ownSpread, deviation }: Comparison): readonly Cell[] {
  return [
    quantity.label,
    inPrint(quantity.value, quantity),
    own === null ? 'none' : inPrint(own, { spread: ownSpread, unit: quantity.unit }),
    deviation === null ? '' : formatNumber(deviation, 2),
  ];
}

function judgementOf({ allowed, agrees }: Comparison): readonly Cell[] {
  if (agrees === null) return ['none', ''];
  const tone = agrees ? 'good' : 'bad';
  return [formatNumber(allowed ?? NaN, 2), { content: agrees ? 'within' : 'outside', tone }];
}

const inPrint = (value: number, { spread, unit }: Pick<Quantity, 'spread' | 'unit'>): string =>
  formatWithSpread(value, spread) + (unit ? `\u00a0${unit}` : '');
