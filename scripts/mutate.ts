/**
 * Tests the tests: seeded changes of the texts of shaders and of AssemblyScript, each of which should turn a test red.
 * `npm run mutate -- [--seed N] [--count N] [--only GLOB] [--driver NAME] [--workers N] [--limit SECONDS] [--fresh | --again]`.
 * A run that was interrupted continues where it was; `--again` tries those that survived once more, with the tests that there are now or on
 * another driver. Fails where fewer than 95 % are noticed.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { finishedRun, loadRun, saveRun } from './mutate/checkpoint.ts';
import type { Outcome, Run } from './mutate/checkpoint.ts';
import { diffOf, drawMutants } from './mutate/mutants.ts';
import type { Mutant } from './mutate/mutants.ts';
import { reachOfTests } from './mutate/reach.ts';
import { reportOf, tallyOf } from './mutate/report.ts';
import { tryMutant } from './mutate/trial.ts';
import type { Bench } from './mutate/trial.ts';
import { isCompiled, WorkingCopy } from './mutate/workingCopy.ts';

interface MutateOptions {
  readonly seed: string;
  readonly count: string;
  readonly only?: string;
  readonly driver: string;
  readonly workers: string;
  readonly limit?: string;
  readonly fresh?: true;
  readonly again?: true;
}

/** The part of the changes that has to be noticed. */
const ENOUGH = 0.95;

const options = new Command('mutate')
  .option('--seed <number>', 'of the changes', '1')
  .option('--count <number>', 'how many changes', '200')
  .option('--only <glob>', 'changes of these files alone, for example "**/*.as.ts"')
  .option('--driver <name>', 'Vulkan driver for the shaders', 'lavapipe')
  .option('--workers <number>', 'test files at a time', '2')
  .option('--limit <seconds>', 'for each change; default: three times what its tests take, at least 90')
  .addOption(new Option('--fresh', 'from the beginning, also where a run was interrupted').conflicts('again'))
  .option('--again', 'the survivors of a run once more: with the tests that there are now, or on another driver')
  .parse()
  .opts<MutateOptions>();

function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name} is ${text}; expected a whole number above 0`);
}

const [seed, count, workers] = [
  whole('seed', options.seed),
  whole('count', options.count),
  whole('workers', options.workers),
];
const limitSeconds = options.limit === undefined ? null : whole('limit', options.limit);
const only = options.only ?? '';
const started = Date.now();

/** Everything that is written lies here. */
const folder = fileURLToPath(new URL('../.mutants/', import.meta.url));
const name = `seed-${seed}${only ? `-${only.replace(/\W+/g, '-')}` : ''}`;
const file = join(folder, `${name}.json`);
mkdirSync(folder, { recursive: true });
if (options.fresh) rmSync(file, { force: true });
// Runs what ends the tests, too.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const copy = new WorkingCopy(join(folder, name), fileURLToPath(new URL('..', import.meta.url)));
const texts = Object.fromEntries(Object.entries(copy.texts).filter(([path]) => !only || matchesGlob(path, only)));
if (Object.keys(texts).length === 0)
  throw new Error(`--only is ${only}; no text of a shader or of AssemblyScript is named so`);
await copy.prepare();

async function benchOf(driver: string | null): Promise<Bench> {
  console.log(`tests ${driver === null ? 'on the processor' : `on ${driver}`} without a change`);
  const kept = join(folder, `reach-${driver ?? 'processor'}-${copy.hash.slice(0, 16)}.json`);
  return { driver, reach: await reachOfTests({ root: copy.root, driver, workers, kept }) };
}
async function benchesOf(paths: readonly string[]): Promise<{ shaders: Bench | null; compiled: Bench | null }> {
  return {
    shaders: paths.every(isCompiled) ? null : await benchOf(options.driver),
    compiled: paths.some(isCompiled) ? await benchOf(null) : null,
  };
}

const kills = new Map<string, number>();
function learn({ path, end, test }: Outcome): void {
  if (end !== 'killed') return;
  const key = `${path} ${test.split(' > ')[0]}`;
  kills.set(key, (kills.get(key) ?? 0) + 1);
}

function report({ diff, end, seconds, test }: Outcome, place: string, left: string): void {
  console.log(
    `${place} ${end.padEnd(8)} ${seconds.toFixed(0).padStart(3)} s, ${left} min left: ${diff.split('\n')[0]}`,
  );
  if (test) console.log(`    ${test}`);
}

/** Tries changes until there are as many as were asked for, those of an interrupted run included. */
async function tryAll(): Promise<Run> {
  const benches = await benchesOf(Object.keys(texts));
  let run: Run = loadRun(file, { seed, only, hash: copy.hash });
  run.outcomes.forEach(learn);
  if (run.outcomes.length > 0) console.log(`continues after ${tallyOf(run.outcomes).seeded} changes`);
  const before = tallyOf(run.outcomes).seeded;
  const since = Date.now();
  let drawn = 0;
  for (const mutant of drawMutants(texts, seed)) {
    // A run of more than was asked for now is not forgotten, and not counted either.
    if (tallyOf(run.outcomes.slice(0, drawn)).seeded >= count) break;
    if (drawn++ < run.outcomes.length) continue;
    const outcome = await tryMutant(mutant, { copy, benches, workers, limitSeconds, kills });
    learn(outcome);
    run = { ...run, outcomes: [...run.outcomes, outcome] };
    saveRun(file, run);
    const { seeded } = tallyOf(run.outcomes);
    const each = (Date.now() - since) / Math.max(1, seeded - before);
    report(outcome, `${seeded}/${count}`, String(Math.ceil((each * (count - seeded)) / 60_000)));
  }
  return { ...run, outcomes: run.outcomes.slice(0, drawn) };
}

/** Tries those once more that survived. */
async function tryAgain(): Promise<Run> {
  const mutants: Mutant[] = [];
  function* diffs(): Generator<string> {
    for (const mutant of drawMutants(texts, seed)) {
      mutants.push(mutant);
      yield diffOf(copy.texts[mutant.path]!, mutant);
    }
  }
  let run: Run = { ...finishedRun(file, diffs()), hash: copy.hash };
  run.outcomes.forEach(learn);
  const survivors = [...run.outcomes.keys()].filter((index) => run.outcomes[index]!.end === 'survived');
  const benches = await benchesOf(survivors.map((index) => mutants[index]!.path));
  const since = Date.now();
  for (const [place, index] of survivors.entries()) {
    const outcome = await tryMutant(mutants[index]!, { copy, benches, workers, limitSeconds, kills });
    learn(outcome);
    run = { ...run, outcomes: run.outcomes.map((one, at) => (at === index ? outcome : one)) };
    saveRun(file, run);
    const left = Math.ceil((((Date.now() - since) / (place + 1)) * (survivors.length - place - 1)) / 60_000);
    report(outcome, `${place + 1}/${survivors.length}`, String(left));
  }
  return run;
}

const run = await (options.again ? tryAgain() : tryAll());
console.log(`\n${reportOf(run)}\n${file}, ${Math.round((Date.now() - started) / 60_000)} min`);
const { rate, seeded } = tallyOf(run.outcomes);
if (seeded < count) console.log(`there are no more than ${seeded} changes`);
process.exit(rate >= ENOUGH ? 0 : 1);
