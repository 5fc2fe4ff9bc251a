import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const VITEST = join(createRequire(import.meta.url).resolve('vitest/package.json'), '../vitest.mjs');

export interface SuiteOrder {
  /** The working copy. */
  readonly root: string;
  /** Test files, those first that most likely turn red. */
  readonly files: readonly string[];
  /** Vulkan driver of tests on a device; null for those on the processor. */
  readonly driver: string | null;
  readonly workers: number;
  readonly limitSeconds: number;
  /** Ends with the first test that is red. */
  readonly bail: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export type SuiteEnd =
  | { readonly end: 'green' }
  | { readonly end: 'red'; readonly test: string; readonly message: string; readonly files: readonly string[] }
  | { readonly end: 'limit' };

/** Runs test files until one is red, or all are green, or the time is up. */
export async function runTests(order: SuiteOrder): Promise<SuiteEnd> {
  const { root, files, driver, workers, limitSeconds, bail, env = {} } = order;
  const report = join(root, 'report.json');
  rmSync(report, { force: true });
  const config = join(root, 'scripts/mutate/vitest.config.mts');
  const args = ['run', '--config', config, '--reporter=json', '--outputFile', report, ...(bail ? ['--bail', '1'] : [])];
  const { VLA_DRIVER: _, ...others } = process.env;
  const child = spawn(process.execPath, [VITEST, ...args, ...files], {
    cwd: root,
    env: {
      ...others,
      ...(driver !== null && { VLA_DRIVER: driver }),
      MUTATE_ORDER: files.join(','),
      MUTATE_WORKERS: String(workers),
      ...env,
    },
    stdio: 'ignore',
    // A group of its own: a device that never answers holds a process of the tests, which has to end with them.
    detached: true,
  });
  const end = (): void => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  };
  process.once('exit', end);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    end();
  }, limitSeconds * 1000);
  const code = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  clearTimeout(timer);
  process.off('exit', end);
  end();
  if (late) return { end: 'limit' };
  return code === 0 ? { end: 'green' } : firstRed(report);
}

interface JsonReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

function firstRed(report: string): SuiteEnd {
  let results: JsonReport['testResults'];
  try {
    results = (JSON.parse(readFileSync(report, 'utf8')) as JsonReport).testResults;
  } catch {
    return { end: 'red', test: 'the process of the tests', message: 'ended before it could report', files: [] };
  }
  const files = results.filter(({ status }) => status === 'failed').map(({ name }) => name);
  for (const { name, message, status, assertionResults } of results) {
    const failed = assertionResults.find((one) => one.status === 'failed');
    if (failed)
      return { end: 'red', test: `${name} > ${failed.fullName}`, message: failed.failureMessages.join('\n'), files };
    if (status === 'failed') return { end: 'red', test: name, message, files };
  }
  return { end: 'red', test: 'outside of a test', message: '', files };
}
