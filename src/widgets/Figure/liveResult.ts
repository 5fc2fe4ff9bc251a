import type { ExperimentView, Quantity } from '../../lib/experiment.ts';
import type { RecordedSummary } from '../../lib/recorded.ts';
import type { Ran } from '../worker/protocol.ts';
import type { OwnResult } from './Share.tsx';
import type { Settings } from './useSettings.ts';

/** What is drawn: data and how, and the recorded data behind it. */
export interface Picture {
  readonly view: ExperimentView<unknown, object>;
  readonly data: unknown;
  readonly recorded?: unknown;
}

/** A result of the reader's own. */
export interface LiveResult {
  readonly picture: Picture;
  readonly quantities: readonly Quantity[];
  readonly ran: Ran;
  readonly comparable: boolean;
  readonly settings: Settings;
  /** When the result arrived, ISO. */
  readonly date: string;
}

/** The result as programs read it from the page. */
export function published({ picture, quantities, ran, settings }: LiveResult): object {
  return { data: picture.data, quantities, ran, config: settings.config, seed: settings.seed };
}

/** The result as its reader takes it away. */
export function ownResult({ id, title }: RecordedSummary, result: LiveResult, search: string): OwnResult {
  const { picture, ran, settings, date } = result;
  const set = Object.entries(settings.config).map(([name, value]) => `${name} ${String(value)}`);
  return {
    content: { id, title, date, ...published(result) },
    table: picture.view.table(picture.data),
    date,
    search,
    origin: [`computed on ${ran.adapter}`, `seed ${settings.seed}`, ...set],
  };
}
