/**
 * Everything the project promises, checked in one command: `npm test [-- STEP…]`.
 * At the end stand the steps, what failed in them, what passed only at a second try, and `N passed, N failed`.
 */
import { availableParallelism } from 'node:os';
import { messageOf } from '../src/lib/messageOf.ts';
import { find, type Found } from './setup/needs.ts';
import { follow } from './setup/shell.ts';
import { runAtOnce } from './test/atOnce.ts';
import { steps, type Step } from './test/steps.ts';
import type { Tally } from './test/tally.ts';

/** Steps that run side by side, on a machine with as many processors. */
const AT_ONCE = 2;

interface Outcome extends Tally {
  readonly name: string;
  readonly line: string;
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    throw new Error(`unknown step ${unknown.join(', ')}; steps are ${steps.map((step) => step.name).join(', ')}`);
  }
  const chosen = steps.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const found = await find(chosen.flatMap(({ needs = [] }) => needs));
  const outcomes = await runAtOnce(chosen, Math.min(AT_ONCE, availableParallelism()), (step) => runStep(step, found));
  const sum = (of: 'passed' | 'failed'): number => outcomes.reduce((total, outcome) => total + outcome[of], 0);
  const [passed, failed] = [sum('passed'), sum('failed')];
  console.log(`\n${outcomes.map(({ line }) => line).join('\n')}\n`);
  list(
    'Passed only at a second try',
    outcomes.map(({ name, unsteady = [] }) => ({ name, tests: unsteady })),
  );
  list(
    'Failed',
    outcomes.map(({ name, failures }) => ({ name, tests: failures })),
  );
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function list(heading: string, steps: readonly { readonly name: string; readonly tests: readonly string[] }[]): void {
  const lines = steps.flatMap(({ name, tests }) => tests.map((test) => `  ${name} › ${test}`));
  if (lines.length > 0) console.log(`${heading}:\n${lines.join('\n')}\n`);
}

/** Runs one step; what it prints stays together. Where something that it needs is missing it fails, and others run. */
async function runStep(step: Step, { env, missing }: Found): Promise<Outcome> {
  const lacking = (step.needs ?? []).flatMap((need) => missing.get(need) ?? []);
  if (lacking.length > 0) {
    console.log(`\n── ${step.name}: ${step.purpose}\n${lacking.join('\n')}`);
    const failures = lacking.map((words) => words.split('\n')[0]!);
    return { passed: 0, failed: 1, failures, name: step.name, line: `FAIL ${step.name} (0 passed, 1 failed, not run)` };
  }
  const [command, ...args] = step.command;
  const title = `\n── ${step.name}: ${step.purpose}`;
  if (step.alone) console.log(title);
  const started = Date.now();
  const print = (text: string): void => void (step.alone && process.stdout.write(text));
  const { exitCode, output } = await follow(command, args, { ...env, ...step.env }, print);
  if (!step.alone) console.log(`${title}\n${output}`);
  const tally = step.count(output, exitCode);
  const { passed, failed } = tally;
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  const line = `${failed === 0 ? 'ok  ' : 'FAIL'} ${step.name} (${passed} passed, ${failed} failed, ${seconds} s)`;
  return { ...tally, name: step.name, line };
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});
