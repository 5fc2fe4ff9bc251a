import type { SizedData } from '../../../experiments/published-size/data.ts';
import type { RecordedFigure } from '../../../lib/experiment.ts';
import { recordedFiles } from './recordedFiles.ts';
import type { RecordedCurves } from './curves.ts';
import { curveOf, scoreAt } from './curves.ts';

const figure = 'mqar-published';
const pairs = 16;

/** The runs of the published setting, or null while nothing of it is recorded. */
export async function loadPublished(
  load: (() => Promise<unknown>) | null = recordedFiles()[figure] ?? null,
): Promise<RecordedCurves | null> {
  if (!load) return null;
  const { config, data } = (await load()) as RecordedFigure<{ readonly steps: number }, SizedData>;
  const racers = data.entrants.flatMap(({ name, points }) =>
    points
      .filter(({ size }) => size === pairs)
      .flatMap(({ runs }) =>
        runs.map(({ curve }) => curveOf(name, { points: [], scores: curve.map((look) => scoreAt(look)) })),
      ),
  );
  if (racers.length === 0) return null;
  return {
    racers,
    steps: config.steps,
    score: 'right answers to unseen sequences',
    said: `Recorded: the published setting with ${pairs} pairs, ${racers.length} runs of four mixers with the best of several learning rates. A run with a rate and a seed of theirs should lie among its mixer’s.`,
  };
}
