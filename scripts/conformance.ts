/**
 * Runs golden files on every backend and form that applies: `npm run conformance -- FILE… [options]`.
 * One JSON line per compared tensor; the last line is `N passed, N failed`.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openSession } from '@vla/kernels';
import type { Backend, Session } from '@vla/kernels';
import { formsOf, parseGolden, runConformance } from '@vla/kernels/conformance';
import type { GoldenCase } from '@vla/kernels/conformance';
import { openNodeSession } from '@vla/kernels/node';
import type { NodeDriver } from '@vla/kernels/node';
import { Command, Option } from 'commander';

interface Arguments {
  readonly backend?: Backend;
  readonly form?: 'recurrent' | 'chunk' | 'parallel';
  readonly driver: NodeDriver;
}

const backends: readonly Backend[] = ['reference', 'cpu', 'webgpu'];
const tally = { passed: 0, failed: 0 };

function fail(message: string): void {
  tally.failed++;
  console.error(`FAIL  ${message}`);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function open(backend: Backend, driver: NodeDriver): Promise<Session | null> {
  try {
    if (backend !== 'webgpu') return await openSession({ backend });
    const session = await openNodeSession({ driver });
    console.error(`webgpu runs on ${session.adapter.label}`);
    return session;
  } catch (error) {
    fail(`The backend ${backend} is missing: ${messageOf(error)}`);
    return null;
  }
}

async function read(file: string): Promise<GoldenCase | null> {
  try {
    // npm changes to the project's folder; file names are meant from where the command was given.
    return parseGolden(await readFile(resolve(process.env.INIT_CWD ?? '.', file), 'utf8'));
  } catch (error) {
    fail(`${file}: ${messageOf(error)}`);
    return null;
  }
}

async function check(file: string, golden: GoldenCase, session: Session, wanted: Arguments['form']): Promise<void> {
  // "full" is the step-by-step form of softmax attention.
  const forms = formsOf(golden).filter((form) => !wanted || (form === 'full' ? 'recurrent' : form) === wanted);
  for (const form of forms) {
    const { lines, problem } = await runConformance(golden, session, form);
    for (const line of lines) {
      console.log(JSON.stringify({ file, ...line }));
      if ('ok' in line) tally[line.ok ? 'passed' : 'failed']++;
    }
    if (problem) console.error(`${file}, ${session.backend}, ${form}: ${problem}`);
  }
}

async function main(files: string[], { backend, form, driver }: Arguments): Promise<void> {
  const sessions: Session[] = [];
  for (const name of backend ? [backend] : backends) {
    const session = await open(name, driver);
    if (session) sessions.push(session);
  }
  for (const file of files) {
    const golden = await read(file);
    for (const session of golden ? sessions : []) await check(file, golden!, session, form);
  }
  if (tally.passed + tally.failed === 0) fail('Nothing was compared: no file has the form that was asked for.');
  for (const session of sessions) session.dispose();
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  process.exitCode = tally.failed === 0 ? 0 : 1;
}

await new Command('conformance')
  .description('Compares every backend and form with golden files.')
  .argument('<files...>', 'golden files, as in kernels/test/golden')
  .addOption(new Option('--backend <name>', 'only this backend').choices(backends))
  .addOption(new Option('--form <name>', 'only this form').choices(['recurrent', 'chunk', 'parallel']))
  .addOption(
    new Option('--driver <name>', 'Vulkan driver for webgpu')
      .choices(['lavapipe', 'swiftshader', 'any'])
      .env('VLA_DRIVER')
      .default('any'),
  )
  .action(main)
  .parseAsync();
