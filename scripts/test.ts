/**
 * Everything the project promises, checked in one command: `npm test [-- STEP…]`.
 * The last line is `N passed, N failed`.
 */
import { ensureBrowser } from './setup/browser.ts';
import { ensureDriver } from './setup/drivers.ts';
import { follow } from './setup/shell.ts';
import { steps } from './test/steps.ts';

async function prepare(): Promise<Record<string, string>> {
  const browser = await ensureBrowser();
  const lavapipe = await ensureDriver('lavapipe');
  const swiftshader = await ensureDriver('swiftshader');
  return { CHROMIUM_PATH: browser, VLA_LAVAPIPE: lavapipe, VLA_SWIFTSHADER: swiftshader };
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    throw new Error(`unknown step ${unknown.join(', ')}; steps are ${steps.map((step) => step.name).join(', ')}`);
  }
  const env = await prepare();
  const summary: string[] = [];
  let passed = 0;
  let failed = 0;
  for (const step of steps.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    console.log(`\n── ${step.name}: ${step.purpose}`);
    const started = Date.now();
    const { exitCode, output } = await follow(step.command[0], step.command.slice(1), { ...env, ...step.env });
    const tally = step.count(output, exitCode);
    passed += tally.passed;
    failed += tally.failed;
    const seconds = ((Date.now() - started) / 1000).toFixed(0);
    summary.push(
      `${tally.failed === 0 ? 'ok  ' : 'FAIL'} ${step.name} (${tally.passed} passed, ${tally.failed} failed, ${seconds} s)`,
    );
  }
  console.log(`\n${summary.join('\n')}\n\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});
