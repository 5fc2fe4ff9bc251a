import type { ExperimentEntry, RecordedFigure } from '../experiment.ts';
import { rounded } from './canonical.ts';

/** Everything in a recorded figure that follows from its data and the experiment's code. */
export type Description = Pick<
  RecordedFigure,
  'title' | 'caption' | 'alternative' | 'table' | 'quantities' | 'measuresTime'
>;

export async function describe({ definition, loadView }: ExperimentEntry, data: unknown): Promise<Description> {
  const view = await loadView();
  const { title, caption, alternative, measuresTime } = definition;
  return {
    title,
    caption,
    alternative,
    table: rounded(view.table(data), 'table'),
    quantities: rounded(view.quantities(data), 'quantities'),
    ...(measuresTime && { measuresTime }),
  };
}
