/**
 * Measures the operators against each other and against other libraries:
 * `npm run bench -- [--suite NAME] [--json FILE] [--driver lavapipe|swiftshader|any] [--browser chromium|firefox|webkit]`.
 * Fails when outputs differ, not when a goal is missed. See kernels/bench/README.md.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { PROCESSOR_SUITES, SUITES } from '@vla/kernels/bench';
import type { DeviceSuiteName, SuiteName, SuiteResult } from '@vla/kernels/bench';
import { openNodeSession } from '@vla/kernels/node';
import type { NodeDriver } from '@vla/kernels/node';
import { Command, Option } from 'commander';
import { loadPeers, runWithPeers } from '../kernels/bench/peers/load.ts';
import { BROWSERS, type BrowserName } from './browsers/browser.ts';
import { openBrowserBench } from './bench/browser.ts';
import { enginesSuite } from './bench/engines/index.ts';
import { acceptSharedMemory, jaxVersion } from './bench/nodePeers.ts';
import { openOlderCode } from './bench/older.ts';
import { writeGoals } from './bench/goalTable.ts';
import { needsNoDevice, runOnProcessor } from './bench/processor.ts';
import { processorMillisecondsOfAll } from './bench/processorTime.ts';
import { watch } from './bench/progress.ts';
import { failedChecks, reportOf } from './bench/report.ts';
import { describeSuite } from './bench/table.ts';
import { leave } from './setup/leave.ts';

interface BenchOptions {
  readonly suite?: SuiteName;
  readonly driver: NodeDriver;
  readonly pairs: string;
  readonly json?: string;
  readonly browser?: BrowserName;
  readonly authorsMilliseconds?: string;
  readonly against?: string;
  readonly table?: true;
}

/** Runs a suite where it was asked for. */
type Bench = (suite: SuiteName, pairs: number, signal: AbortSignal) => Promise<SuiteResult>;

/** All of them: what needs no device comes last, since it makes another backend TensorFlow.js's active one. */
const names = [...Object.keys(SUITES), 'engines', ...Object.keys(PROCESSOR_SUITES)] as SuiteName[];

const options = new Command('bench')
  .addOption(new Option('--suite <name>', 'one suite instead of all').choices(names))
  .addOption(
    new Option('--driver <name>', 'Vulkan driver').choices(['lavapipe', 'swiftshader', 'any']).default('lavapipe'),
  )
  .addOption(
    new Option(
      '--browser [name]',
      'in a browser instead of Node: Chromium on SwiftShader, Firefox on lavapipe, WebKit without a GPU',
    )
      .choices(BROWSERS)
      .preset('chromium'),
  )
  .option('--pairs <count>', 'interleaved pairs of timings', '9')
  .option('--authors-milliseconds <number>', 'what the authors’ loop in PyTorch takes here, for C3')
  .option('--against <commit>', 'for the suite training in Node: hold a step against the code of this commit')
  .option('--json <file>', 'also write the results here')
  .option(
    '--table',
    'measure nothing: write where the goals stand, of kernels/bench/records, into kernels/bench/README.md',
  )
  .parse()
  .opts<BenchOptions>();

if (options.table) {
  await writeGoals();
  process.exit(0);
}

async function openNodeBench(driver: NodeDriver): Promise<Bench> {
  const session = await openNodeSession({ driver, forTensors: true });
  acceptSharedMemory();
  const peers = await loadPeers({ jaxVersion: jaxVersion() });
  return (suite, pairs, signal) => {
    const { onProgress, end } = watch(suite);
    return runWithPeers(suite as DeviceSuiteName, { session, place: 'node', pairs, signal, onProgress }, peers).finally(
      end,
    );
  };
}

const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort(new Error('interrupted')));
const place = options.browser ?? 'node';
const began = processorMillisecondsOfAll();
const authorsMilliseconds = options.authorsMilliseconds === undefined ? undefined : Number(options.authorsMilliseconds);
if (authorsMilliseconds !== undefined && !(authorsMilliseconds > 0))
  throw new Error(`--authors-milliseconds is ${options.authorsMilliseconds}; expected a number above 0`);

if (options.against !== undefined && (options.browser || (options.suite ?? 'training') !== 'training'))
  throw new Error('--against is for the suite training in Node, without --browser');
const older = options.against === undefined ? undefined : openOlderCode(options.against);

let device: Promise<Bench> | null = null;
const onDevice: Bench = async (...order) => (await (device ??= openNodeBench(options.driver)))(...order);
const onProcessor: Bench = (suite, pairs, signal) => {
  const { onProgress, end } = watch(suite);
  return runOnProcessor(suite, { place: 'node', pairs, signal, onProgress, authorsMilliseconds, older }).finally(end);
};
const inBrowser = options.browser && (await openBrowserBench(options.browser, authorsMilliseconds));
const inEngines: Bench = (suite, pairs, signal) => {
  const { onProgress, end } = watch(suite);
  return enginesSuite({ pairs, signal, onProgress }).finally(end);
};
const benchOf = (suite: SuiteName): Bench => {
  if (suite === 'engines') return inEngines;
  if (inBrowser) return (_, pairs, signal) => inBrowser(suite, pairs, signal);
  return needsNoDevice(suite) ? onProcessor : onDevice;
};
const able = names.filter((suite) => {
  if (suite === 'engines') return !options.browser;
  return options.browser !== 'webkit' || needsNoDevice(suite);
});
if (options.browser && options.suite === 'engines')
  throw new Error('--suite engines opens Firefox by itself, beside Node: without --browser');
const results: SuiteResult[] = [];
for (const suite of options.suite ? [options.suite] : able) {
  const result = await benchOf(suite)(suite, Number(options.pairs), interruption.signal);
  console.log(describeSuite(result).join('\n'));
  results.push(result);
}
if (options.json) {
  const processorSeconds = (processorMillisecondsOfAll() - began) / 1000;
  const circumstances = { processorSeconds, ...(options.browser && { engine: options.browser }) };
  // npm changes to the project's folder; the file name is meant from where the command was given.
  const file = resolve(process.env['INIT_CWD'] ?? '.', options.json);
  writeFileSync(file, `${JSON.stringify(reportOf(results, place, circumstances), null, 2)}\n`);
}
const failed = failedChecks(results);
if (failed.length > 0) console.error(`${failed.length} output checks failed`);
// Dawn keeps Node alive.
await leave(failed.length > 0 ? 1 : 0);
