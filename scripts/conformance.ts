/**
 * Runs golden files on every backend and form that applies: `npm run conformance -- FILE… [options]`, here or, with
 * `--browser`, in a browser. One JSON line per compared tensor; the last line is `N passed, N failed`.
 */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Backend } from '@vla/kernels';
import { formsOf, isSourceCase, parseGolden, parseSourceCase } from '@vla/kernels/conformance';
import type { NodeDriver } from '@vla/kernels/node';
import { Command, Option } from 'commander';
import { messageOf } from '../src/lib/messageOf.ts';
import { BROWSERS, type BrowserName } from './browsers/browser.ts';
import { inBrowser, inNode, type GoldenFile, type Opener, type Place } from './conformance/places.ts';

interface Arguments {
  readonly backend?: Backend;
  readonly form?: 'recurrent' | 'chunk' | 'parallel';
  readonly driver: NodeDriver;
  readonly browser?: BrowserName;
}

const backends: readonly Backend[] = ['reference', 'cpu', 'wasm', 'webgpu'];
const tally = { passed: 0, failed: 0 };

function fail(message: string): void {
  tally.failed++;
  console.error(`FAIL  ${message}`);
}

async function start({ browser, driver }: Arguments): Promise<Opener | null> {
  try {
    return browser ? await inBrowser(browser) : inNode(driver);
  } catch (error) {
    fail(`The browser ${browser} is missing: ${messageOf(error)}`);
    return null;
  }
}

async function open(opener: Opener, backend: Backend): Promise<Place | null> {
  try {
    const place = await opener.open(backend);
    if (backend === 'webgpu') console.error(`webgpu runs on ${place.label}`);
    return place;
  } catch (error) {
    fail(`The backend ${backend} is missing: ${messageOf(error)}`);
    return null;
  }
}

/** npm changes to the project's folder; file names are meant from where the command was given. */
const pathOf = (file: string): string => resolve(process.env.INIT_CWD ?? '.', file);

type ReadFile = GoldenFile | { readonly text: string; readonly golden: null };

async function read(file: string): Promise<ReadFile | null> {
  try {
    const text = await readFile(pathOf(file), 'utf8');
    return { text, golden: isSourceCase(text) ? null : parseGolden(text) };
  } catch (error) {
    fail(`${file}: ${messageOf(error)}`);
    return null;
  }
}

function report(name: string, lines: readonly object[]): void {
  for (const line of lines) {
    console.log(JSON.stringify({ file: name, ...line }));
    if ('ok' in line) tally[line.ok ? 'passed' : 'failed']++;
  }
}

/** Weights of the source's classes have no forms. */
async function checkSource(name: string, text: string, place: Place): Promise<void> {
  const { backend } = place;
  const weights = await readFile(resolve(dirname(pathOf(name)), parseSourceCase(text).weights));
  const { lines, problem } = await place.runLayer(text, weights);
  report(name, lines);
  if (problem) console.error(`${name}, ${backend}: ${problem}`);
}

async function check(name: string, file: GoldenFile, place: Place, wanted: Arguments['form']): Promise<void> {
  // "full" is the step-by-step form of softmax attention.
  const forms = formsOf(file.golden, place.backend).filter(
    (form) => !wanted || (form === 'full' ? 'recurrent' : form) === wanted,
  );
  for (const form of forms) {
    const { lines, problem } = await place.run(file, form);
    report(name, lines);
    if (problem) console.error(`${name}, ${place.backend}, ${form}: ${problem}`);
  }
}

async function main(files: string[], args: Arguments): Promise<void> {
  const opener = await start(args);
  const places: Place[] = [];
  for (const name of args.backend ? [args.backend] : backends) {
    const place = opener && (await open(opener, name));
    if (place) places.push(place);
  }
  for (const name of files) {
    const file = await read(name);
    for (const place of file ? places : []) {
      // A browser that ends or hangs in the middle fails this file alone or all that follow, each in words.
      const checked = file!.golden ? check(name, file!, place, args.form) : checkSource(name, file!.text, place);
      await checked.catch((error: unknown) => fail(`${name}: ${messageOf(error)}`));
    }
  }
  if (tally.passed + tally.failed === 0) fail('Nothing was compared: no file has the form that was asked for.');
  await opener?.close();
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
  .addOption(new Option('--browser <name>', 'in this browser instead of Node').choices(BROWSERS))
  .action(main)
  .parseAsync();
