import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import { formatNumber } from '../../lib/format.ts';

export interface SmallSettingProps {
  /** Ids of claims that the published size decides once it is recorded, with spaces between them. */
  readonly claims: string;
  /** Written by the build (src/remark/atPublishedSize.ts), as JSON: those that are not decided there yet. */
  readonly open?: string;
}

/** Says that verdicts rest on the small setting so far. Nothing, once all of them are decided at the published size. */
export default function SmallSetting({ claims, open }: SmallSettingProps): ReactNode {
  if (open === undefined) throw new Error(`<SmallSetting claims="${claims}"/> was compiled without what is open`);
  const { titles, hours } = JSON.parse(open) as { readonly titles: readonly string[]; readonly hours: number };
  if (titles.length === 0) return null;
  const all = claims.split(' ').length === titles.length;
  const which = all ? '' : ` on ${titles.map((title) => `“${title}”`).join(' and ')}`;
  return (
    <p data-small-setting={titles.length}>
      {titles.length === 1 ? `The verdict${which} rests` : `The verdicts${which} rest`} on small trained models so far.
      The <Link to="/experiments/at-published-size#parts">same at the published size</Link>, which will decide in its
      place, has not been run: it takes at most {formatNumber(hours, 2)} core-hours.
    </p>
  );
}
