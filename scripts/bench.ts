/**
 * Measures the operators against each other and against other libraries:
 * `npm run bench -- [--suite NAME] [--json FILE] [--driver lavapipe|swiftshader|any]`.
 * Fails when outputs differ, not when a goal is missed.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { forwardSuite } from '@vla/kernels/bench';
import type { SuiteArguments, SuiteName, SuiteResult } from '@vla/kernels/bench';
import { openNodeSession } from '@vla/kernels/node';
import type { NodeDriver } from '@vla/kernels/node';
import { Presets, SingleBar } from 'cli-progress';
import { Command, Option } from 'commander';
import { failedChecks, reportOf } from './bench/report.ts';
import { describeSuite } from './bench/table.ts';

interface BenchOptions {
  readonly suite?: SuiteName;
  readonly driver: NodeDriver;
  readonly pairs: string;
  readonly json?: string;
}

const suites: Partial<Record<SuiteName, (args: SuiteArguments) => Promise<SuiteResult>>> = { forward: forwardSuite };

const options = new Command('bench')
  .addOption(new Option('--suite <name>', 'one suite instead of all').choices(Object.keys(suites)))
  .addOption(
    new Option('--driver <name>', 'Vulkan driver').choices(['lavapipe', 'swiftshader', 'any']).default('lavapipe'),
  )
  .option('--pairs <count>', 'interleaved pairs of timings', '9')
  .option('--json <file>', 'also write the results here')
  .parse()
  .opts<BenchOptions>();

const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort(new Error('interrupted')));
const session = await openNodeSession({ driver: options.driver });
const results: SuiteResult[] = [];
for (const name of options.suite ? [options.suite] : (Object.keys(suites) as SuiteName[])) {
  const bar = new SingleBar({ format: `${name} |{bar}| {percentage} % {left} {message}` }, Presets.rect);
  bar.start(100, 0, { left: '', message: '' });
  const result = await suites[name]!({
    session,
    place: 'node',
    pairs: Number(options.pairs),
    signal: interruption.signal,
    onProgress({ fraction, message, remainingMilliseconds }) {
      const left = remainingMilliseconds === null ? '' : `${Math.ceil(remainingMilliseconds / 1000)} s left`;
      bar.update(Math.round(100 * fraction), { left, message });
    },
  }).finally(() => bar.stop());
  console.log(describeSuite(result).join('\n'));
  results.push(result);
}
if (options.json) {
  // npm changes to the project's folder; the file name is meant from where the command was given.
  const file = resolve(process.env['INIT_CWD'] ?? '.', options.json);
  writeFileSync(file, `${JSON.stringify(reportOf(results, 'node'), null, 2)}\n`);
}
const failed = failedChecks(results);
if (failed.length > 0) console.error(`${failed.length} output checks failed`);
// Dawn keeps Node alive.
process.exit(failed.length > 0 ? 1 : 0);
