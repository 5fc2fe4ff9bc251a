/**
 * Records, redraws or checks the figures, and the verdicts on the claims that follow from them:
 * `npm run figures -- [ID…] [--check | --redraw | --confirm | --plan] [--driver NAME] [--at-once N] [--data FOLDER] [--kept FOLDER]`. Without an id it means all figures, to
 * record those that were recorded before.
 * `--plan` records nothing, and says what recording would take, from steps that it measures. The last line is `N passed, N failed`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { NodeDriver } from '@vla/kernels/node';
import { nodeFolder } from '@vla/kernels/node';
import { Presets, SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError, Option } from 'commander';
import { JSDOM } from 'jsdom';
import { claims } from '../src/claims/registry.ts';
import { checkLedger, ledgerText } from '../src/claims/stored.ts';
import { experiments } from '../src/experiments/registry.ts';
import { codeOf, uncommitted } from '../src/lib/recording/code.ts';
import type { Workshop } from '../src/lib/recording/commands.ts';
import { checkFigure, checkWhole, confirmFigure, recordFigure, redrawFigure } from '../src/lib/recording/commands.ts';
import { referencesIn } from '../src/lib/recording/references.ts';
import { FigureStore } from '../src/lib/recording/store.ts';
import { keptIn } from './figures/kept.ts';
import { planOf, planText } from './figures/plan.ts';
import { processor } from './figures/processor.ts';
import { runtimes } from './figures/runtimes.ts';
import { sourcesOf } from './figures/sources.ts';
import { threadsThatTrain } from './figures/threads.ts';
import { leave } from './setup/leave.ts';

const program = new Command()
  .name('figures')
  .argument('[ids...]', 'figures to take; all when none is named')
  .addOption(
    new Option('--check', 'compare what is recorded with a new run and with the pages').conflicts([
      'redraw',
      'confirm',
      'plan',
    ]),
  )
  .addOption(
    new Option('--redraw', 'draw again from the recorded data, without computing').conflicts(['confirm', 'plan']),
  )
  .addOption(
    new Option('--confirm', 'run the small trial of figures that take hours, and note that it agrees').conflicts(
      'plan',
    ),
  )
  .addOption(new Option('--plan', 'record nothing: what recording the named figures takes at most, part by part'))
  .addOption(
    new Option('--driver <name>', 'GPU driver').choices(['lavapipe', 'swiftshader', 'any']).default('lavapipe'),
  )
  .addOption(
    new Option('--at-once <count>', 'models that are trained side by side, where they are on the processor')
      .argParser(atLeastOne)
      .default(availableParallelism(), 'as many as there are cores'),
  )
  .option('--data <folder>', 'where the published files are, for a figure that is made of some')
  .option(
    '--kept <folder>',
    'where the runs of a recording are kept, so that it continues where it stopped',
    '.figures',
  )
  .parse();
const { check, redraw, confirm, plan, driver, atOnce, data, kept } = program.opts<{
  check?: boolean;
  redraw?: boolean;
  confirm?: boolean;
  plan?: boolean;
  driver: NodeDriver;
  atOnce: number;
  data?: string;
  kept: string;
}>();
const ids = program.args.length > 0 ? program.args : Object.keys(experiments).filter(isMeant);
const unknown = ids.filter((id) => !Object.hasOwn(experiments, id));
if (unknown.length > 0) {
  program.error(`unknown figure ${unknown.join(', ')}; there are ${Object.keys(experiments).join(', ')}`);
}

const root = fileURLToPath(new URL('..', import.meta.url));
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort(new Error('interrupted')));
const tally = { passed: 0, failed: 0 };

const shop: Workshop = {
  store: new FigureStore(`${root}static/figures`),
  document: () => new JSDOM('').window.document,
  runtime: runtimes(driver),
  threads: ({ definition }) => (definition.recordedOn === 'wasm' ? threadsThatTrain(atOnce) : undefined),
  code: () => codeOf(root),
  sources: (id) => sourcesOf(root, id),
  folder: async ({ definition }) => (definition.needsFiles && data ? await nodeFolder(data) : undefined),
  kept: keptIn(kept),
  processor,
  signal: interruption.signal,
  watch(id) {
    const bar = new SingleBar({ format: '{id} |{bar}| {percentage} % {message}', hideCursor: true }, Presets.rect);
    bar.start(100, 0, { id: id.padEnd(20), message: '' });
    return {
      onProgress: ({ fraction, message }) => bar.update(Math.round(100 * fraction), { message }),
      end: () => bar.stop(),
    };
  },
  report({ what, problem }) {
    tally[problem === null ? 'passed' : 'failed']++;
    console.log(problem === null ? `ok    ${what}` : `FAIL  ${what}: ${problem}`);
  },
};

if (plan) await leave(await showPlans());

const work = check ? checkFigure : redraw ? redrawFigure : confirm ? confirmFigure : recordFigure;
for (const id of ids) await work(experiments[id], shop);
if (check && program.args.length === 0) {
  checkWhole(Object.keys(experiments), referencesIn(root, ['docs', 'src/pages']), shop);
}
const ledger = `${root}static/claims.json`;
const readFigure = (id: string) => shop.store.read(id);
if (check) {
  checkLedger(claims, readFigure, existsSync(ledger) ? readFileSync(ledger, 'utf8') : null).forEach(shop.report);
} else {
  writeFileSync(ledger, ledgerText(claims, readFigure));
}
if (!check && !redraw && shop.code().commit.endsWith(uncommitted)) {
  console.log('The code has changes that are not committed: commit them and record again, or the check will fail.');
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
await leave(tally.failed === 0 ? 0 : 1);

/** Returns the exit code. */
async function showPlans(): Promise<number> {
  for (const id of ids) {
    const entry = experiments[id]!;
    if (entry.definition.recordedOn !== 'wasm') {
      console.log(`${id}: trains no models on the processor`);
      continue;
    }
    const [runtime, kept] = [await shop.runtime(entry), shop.kept!(id, await shop.sources(id))];
    console.log(`${id}:\n${planText(await planOf(entry, { runtime, kept }))}`);
  }
  return 0;
}

/** Where none is named: what would take hours to record for the first time is checked, and not begun. */
function isMeant(id: string): boolean {
  return check === true || !experiments[id].definition.awaits;
}

function atLeastOne(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('Expected a positive integer.');
  return count;
}
