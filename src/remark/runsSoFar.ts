import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunSoFar, RunsSoFar } from '../claims/atPublishedSize.ts';
import { shown } from '../experiments/published-size/entrantLabels.ts';
import { forms, type EntrantName } from '../experiments/published-size/entrants.ts';
import { model as common } from '../experiments/published-size/sizes.ts';
import { canonicalJson } from '../lib/recording/canonical.ts';
import type { Candidate, CandidateResult } from '../lib/training/recipe.ts';

/** The runs of a figure that is not recorded yet which have ended, in a folder of unfinished recordings; none where it has none. */
export function runsSoFar(recordings: string, figure: string): RunsSoFar | null {
  const folder = join(recordings, figure);
  if (!existsSync(folder)) return null;
  const commits = JSON.parse(readFileSync(join(recordings, 'commits.json'), 'utf8')) as Record<string, string>;
  const commit = commits[figure];
  if (!commit) throw new Error(`${recordings}/commits.json does not say with which code ${figure} is recorded`);
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const runs = files.map((name) => runIn(readFileSync(join(folder, name), 'utf8')));
  return { commit, runs: runs.sort(inOrder) };
}

function runIn(text: string): RunSoFar {
  const { part, result } = JSON.parse(text) as { readonly part: Candidate; readonly result: CandidateResult };
  const { recipe, learningRate, seed, tests } = part;
  const { accuracy } = result.scores[0]!;
  return {
    ...{ label: shown[entrantOf(part)].label, learningRate, seed, steps: result.steps, accuracy },
    pairs: Number(recipe.tasks[0]!.settings!['pairs']),
    most: Math.min(recipe.steps, recipe.until ?? Infinity),
    counts: tests[0]!.stream?.split !== 'validation',
    ...(result.solved && { solved: true }),
  };
}

function entrantOf({ mixer, recipe }: Candidate): EntrantName {
  const model = canonicalJson(recipe.model);
  const names = Object.keys(forms) as EntrantName[];
  const name = names.find(
    (one) => forms[one].mixer === mixer && canonicalJson({ ...common, ...forms[one].model }) === model,
  );
  if (!name) throw new Error(`a kept run has a model of ${mixer} that no entrant has`);
  return name;
}

/** Those that choose a rate first, then by the number of pairs. */
const inOrder = (a: RunSoFar, b: RunSoFar): number =>
  Number(a.counts) - Number(b.counts) ||
  a.pairs - b.pairs ||
  a.label.localeCompare(b.label) ||
  a.learningRate - b.learningRate ||
  a.seed - b.seed;
