import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataTable, Provenance } from '../lib/experiment.ts';
import type { TestedData, TestedEntrant } from '../lib/training/accuracy.ts';
import { mixerLabel } from '../lib/training/config.ts';
import { readRecorded } from './readRecorded.ts';

/** What became of one mixer in a recorded figure of trained models. */
export interface RecordedRuns {
  readonly title: string;
  readonly label: string;
  readonly provenance: Provenance;
  /** Steps after which a run ends at the latest. */
  readonly budget: number;
  /** What was tested, such as numbers of pairs; the accuracies of a run are in this order. */
  readonly tests: readonly number[];
  readonly tried: TestedEntrant['tried'];
  readonly runs: TestedEntrant['runs'];
}

/** @param reference "figure.mixer" */
export function readRuns(directory: string, reference: string): RecordedRuns {
  const [figure = '', mixer = ''] = reference.split('.');
  const { title, config, table, provenance } = readRecorded(directory, figure);
  const { data } = JSON.parse(readFileSync(join(directory, `${figure}.json`), 'utf8')) as { data: Partial<TestedData> };
  const entrant = data.entrants?.find((candidate) => candidate.mixer === mixer);
  if (!entrant) throw new Error(`figure "${figure}" has no runs of "${mixer}"`);
  const { tried, runs } = entrant;
  const budget = Number((config as { steps?: number }).steps);
  return { title, label: mixerLabel(entrant.mixer), provenance, budget, tests: testsOf(table), tried, runs };
}

/** The first column of the table. */
const testsOf = ({ rows }: DataTable): number[] => rows.map(([test]) => Number(test));

/** The accuracy of every run in one test. */
export function accuraciesAt({ tests, runs }: RecordedRuns, test: number): number[] {
  const index = tests.indexOf(test);
  if (index < 0) throw new Error(`was not tested at ${test}, but at ${tests.join(', ')}`);
  return runs.map(({ accuracy }) => accuracy[index]);
}
