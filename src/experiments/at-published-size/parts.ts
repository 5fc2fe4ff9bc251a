import type { Compute, ExperimentDefinition } from '../../lib/experiment.ts';
import type { RecordedRun } from '../../lib/training/plan.ts';
import { compute as copying } from '../copy-published/compute.ts';
import { compute as delays } from '../delayed-published/compute.ts';
import { compute as at512 } from '../mqar-published-512/compute.ts';
import { compute as convolved } from '../mqar-published-convolution/compute.ts';
import { compute as gated } from '../mqar-published-gated/compute.ts';
import { compute as lengths } from '../mqar-published-length/compute.ts';
import { compute as pairs } from '../mqar-published-pairs/compute.ts';
import { compute as state } from '../mqar-published-state/compute.ts';
import { compute as recall } from '../mqar-published/compute.ts';
import { definitions, type PartName } from './partIds.ts';

/** Each part in its recorded setting. */
export const recordedRuns: Readonly<Record<PartName, RecordedRun>> = {
  recall: inFull(definitions.recall, recall),
  gated: inFull(definitions.gated, gated),
  pairs: inFull(definitions.pairs, pairs),
  lengths: inFull(definitions.lengths, lengths),
  at512: inFull(definitions.at512, at512),
  state: inFull(definitions.state, state),
  convolved: inFull(definitions.convolved, convolved),
  copying: inFull(definitions.copying, copying),
  delays: inFull(definitions.delays, delays),
};

function inFull<Config extends object>(
  { config, seed }: ExperimentDefinition<Config, Record<string, never>>,
  compute: Compute<Config, unknown>,
): RecordedRun {
  return (surroundings) => compute({ config, seed, ...surroundings });
}
