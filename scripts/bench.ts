/**
 * Measures the operators against each other and against other libraries:
 * `npm run bench -- [--suite NAME] [--json FILE] [--driver lavapipe|swiftshader|any] [--browser chromium|firefox]`.
 * Fails when outputs differ, not when a goal is missed. See kernels/bench/README.md.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SUITES } from '@vla/kernels/bench';
import type { SuiteName, SuiteResult } from '@vla/kernels/bench';
import { openNodeSession } from '@vla/kernels/node';
import type { NodeDriver } from '@vla/kernels/node';
import { Command, Option } from 'commander';
import { loadPeers, runWithPeers } from '../kernels/bench/peers/load.ts';
import { openBrowserBench } from './bench/browser.ts';
import { acceptSharedMemory, jaxVersion } from './bench/nodePeers.ts';
import { watch } from './bench/progress.ts';
import { failedChecks, reportOf } from './bench/report.ts';
import { describeSuite } from './bench/table.ts';
import { leave } from './setup/leave.ts';

interface BenchOptions {
  readonly suite?: SuiteName;
  readonly driver: NodeDriver;
  readonly pairs: string;
  readonly json?: string;
  readonly browser?: 'chromium' | 'firefox';
}

/** Runs a suite where it was asked for. */
type Bench = (suite: SuiteName, pairs: number, signal: AbortSignal) => Promise<SuiteResult>;

const options = new Command('bench')
  .addOption(new Option('--suite <name>', 'one suite instead of all').choices(Object.keys(SUITES)))
  .addOption(
    new Option('--driver <name>', 'Vulkan driver').choices(['lavapipe', 'swiftshader', 'any']).default('lavapipe'),
  )
  .addOption(
    new Option('--browser [name]', 'in a browser instead of Node: Chromium on SwiftShader, Firefox on lavapipe')
      .choices(['chromium', 'firefox'])
      .preset('chromium'),
  )
  .option('--pairs <count>', 'interleaved pairs of timings', '9')
  .option('--json <file>', 'also write the results here')
  .parse()
  .opts<BenchOptions>();

async function openNodeBench(driver: NodeDriver): Promise<Bench> {
  const session = await openNodeSession({ driver, forTensors: true });
  acceptSharedMemory();
  const peers = await loadPeers({ jaxVersion: jaxVersion() });
  return (suite, pairs, signal) => {
    const { onProgress, end } = watch(suite);
    return runWithPeers(suite, { session, place: 'node', pairs, signal, onProgress }, peers).finally(end);
  };
}

const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort(new Error('interrupted')));
const place = options.browser ? 'browser' : 'node';
const bench: Bench = options.browser ? await openBrowserBench(options.browser) : await openNodeBench(options.driver);
const results: SuiteResult[] = [];
for (const suite of options.suite ? [options.suite] : (Object.keys(SUITES) as SuiteName[])) {
  const result = await bench(suite, Number(options.pairs), interruption.signal);
  console.log(describeSuite(result).join('\n'));
  results.push(result);
}
if (options.json) {
  // npm changes to the project's folder; the file name is meant from where the command was given.
  const file = resolve(process.env['INIT_CWD'] ?? '.', options.json);
  writeFileSync(file, `${JSON.stringify(reportOf(results, place), null, 2)}\n`);
}
const failed = failedChecks(results);
if (failed.length > 0) console.error(`${failed.length} output checks failed`);
// Dawn keeps Node alive.
await leave(failed.length > 0 ? 1 : 0);
