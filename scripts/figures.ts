/**
 * Records, redraws or checks the figures: `npm run figures -- [ID…] [--check | --redraw] [--driver NAME]`.
 * Without an id it means all of them. The last line is `N passed, N failed`.
 */
import { fileURLToPath } from 'node:url';
import type { Session } from '@vla/kernels';
import { openNodeSession } from '@vla/kernels/node';
import type { NodeDriver } from '@vla/kernels/node';
import { Presets, SingleBar } from 'cli-progress';
import { Command, Option } from 'commander';
import { JSDOM } from 'jsdom';
import { experiments } from '../src/experiments/registry.ts';
import type { ExperimentEntry, RecordedFigure } from '../src/lib/experiment.ts';
import type { Finding } from '../src/lib/recording/check.ts';
import { checkAgreement, checkReferences, checkStored } from '../src/lib/recording/check.ts';
import { codeOf, uncommitted } from '../src/lib/recording/code.ts';
import { describe } from '../src/lib/recording/describe.ts';
import { pictureOf, themes } from '../src/lib/recording/picture.ts';
import { record } from '../src/lib/recording/record.ts';
import { referencesIn } from '../src/lib/recording/references.ts';
import { FigureStore } from '../src/lib/recording/store.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const store = new FigureStore(`${root}static/figures`);
const document = (): Document => new JSDOM('').window.document;
const tally = { passed: 0, failed: 0 };

function report({ what, problem }: Finding): void {
  tally[problem === null ? 'passed' : 'failed']++;
  console.log(problem === null ? `ok    ${what}` : `FAIL  ${what}: ${problem}`);
}

/** Runs one experiment under a progress bar. */
async function run(entry: ExperimentEntry, runtime: Session, signal: AbortSignal): Promise<RecordedFigure> {
  const bar = new SingleBar({ format: '{id} |{bar}| {percentage} % {message}', hideCursor: true }, Presets.rect);
  bar.start(100, 0, { id: entry.definition.id.padEnd(20), message: '' });
  try {
    return await record({
      entry,
      runtime,
      signal,
      code: codeOf(root),
      onProgress: ({ fraction, message }) => bar.update(Math.round(100 * fraction), { message }),
    });
  } finally {
    bar.stop();
  }
}

/** Writes what follows from the data anew: texts, table, quantities, pictures. */
async function write(entry: ExperimentEntry, figure: RecordedFigure): Promise<void> {
  store.write({ ...figure, ...(await describe(entry, figure.data)) });
  for (const theme of themes) {
    store.writePicture(figure.id, theme, await pictureOf(entry, { data: figure.data, theme, document: document() }));
  }
}

async function attempt(what: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
    report({ what, problem: null });
  } catch (error) {
    report({ what, problem: error instanceof Error ? error.message : String(error) });
  }
}

async function check(entries: readonly ExperimentEntry[], open: () => Promise<Session>, all: boolean): Promise<void> {
  for (const entry of entries) (await checkStored(entry, { store, document })).forEach(report);
  if (all) {
    const strangers = store.ids().filter((id) => !experiments[id]);
    strangers.forEach((id) => report({ what: id, problem: 'recorded, but there is no such experiment' }));
    checkReferences(referencesIn(root, ['docs', 'src/pages']), store).forEach(report);
  }
  for (const entry of entries.filter(({ definition }) => definition.cost === 'quick')) {
    const recorded = store.read(entry.definition.id);
    if (!recorded) continue;
    await attempt(`${recorded.id}: computed again`, async () => {
      checkAgreement(recorded, await run(entry, await open(), abort.signal)).forEach(report);
    });
  }
}

const abort = new AbortController();
process.once('SIGINT', () => abort.abort(new Error('interrupted')));

const program = new Command()
  .name('figures')
  .argument('[ids...]', 'figures to take; all when none is named')
  .addOption(new Option('--check', 'compare what is recorded with a new run and with the pages').conflicts('redraw'))
  .addOption(new Option('--redraw', 'draw again from the recorded data, without computing'))
  .addOption(
    new Option('--driver <name>', 'GPU driver').choices(['lavapipe', 'swiftshader', 'any']).default('lavapipe'),
  )
  .parse();
const options = program.opts<{ check?: boolean; redraw?: boolean; driver: NodeDriver }>();

const unknown = program.args.filter((id) => !experiments[id]);
if (unknown.length > 0)
  program.error(`unknown figure ${unknown.join(', ')}; there are ${Object.keys(experiments).join(', ')}`);
const entries = Object.values(experiments).filter(
  ({ definition }) => program.args.length === 0 || program.args.includes(definition.id),
);

let session: Promise<Session> | undefined;
const open = (): Promise<Session> => (session ??= openNodeSession({ driver: options.driver }));

if (options.check) await check(entries, open, program.args.length === 0);
else {
  for (const entry of entries) {
    const { id } = entry.definition;
    await attempt(id, async () => {
      if (!options.redraw) return write(entry, await run(entry, await open(), abort.signal));
      const figure = store.read(id);
      if (!figure) throw new Error('nothing is recorded to draw again');
      return write(entry, figure);
    });
  }
  if (!options.redraw && codeOf(root).commit.endsWith(uncommitted)) {
    console.log('The code has changes that are not committed: commit them and record again, or the check will fail.');
  }
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed === 0 ? 0 : 1);
