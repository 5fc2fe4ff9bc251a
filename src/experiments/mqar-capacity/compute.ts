import type { Compute } from '../../lib/experiment.ts';
import type { TestedEntrant } from '../../lib/training/accuracy.ts';
import type { ContestConfig } from '../../lib/training/config.ts';
import { recallModels } from '../recall/contest.ts';

export interface Data {
  /** In the order of the tests. */
  readonly entrants: readonly TestedEntrant[];
}

export const compute: Compute<ContestConfig, Data> = async (args) => ({
  entrants: await recallModels('pairs', args),
});
