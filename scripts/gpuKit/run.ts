/**
 * What the kit does on the machine with the card: `./run.sh [--minutes N] [--out FOLDER] [--steps NAMES]`. Bundled by gpuKit.ts
 * with all that it needs, Node excepted.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, createWriteStream, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, release, type } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formsOf, parseGolden, runConformance } from '@vla/kernels/conformance';
import { SUITES } from '@vla/kernels/bench';
import { openNodeSession } from '@vla/kernels/node';
import { Command } from 'commander';
import { experiments } from '../../src/experiments/registry.ts';
import type { Provenance, Sources } from '../../src/lib/experiment.ts';
import { record } from '../../src/lib/recording/record.ts';
import { FigureStore } from '../../src/lib/recording/store.ts';
import { messageOf } from '../../src/lib/messageOf.ts';
import { failedChecks, reportOf } from '../bench/report.ts';
import { leave } from '../setup/leave.ts';
import { kitSteps } from './steps.ts';
import type { KitManifest, KitStep, StepEnd } from './steps.ts';

/** What is known of the code where the kit is made. */
export interface KitCode {
  readonly code: Pick<Provenance, 'commit' | 'packages'>;
  /** Of each figure that is recorded. */
  readonly sources: Readonly<Record<string, Sources>>;
}

const here = fileURLToPath(new URL('.', import.meta.url));
const { code, sources } = JSON.parse(readFileSync(join(here, 'kit.json'), 'utf8')) as KitCode;

interface KitOptions {
  readonly minutes: string;
  readonly out?: string;
  readonly steps?: string;
  readonly pairs: string;
  readonly step?: string;
}

const options = new Command('run.sh')
  .description('Checks and measures the kernels on the graphics card of this machine.')
  .option('--minutes <number>', 'when to end at the latest', '8')
  .option('--out <folder>', 'where the records go; default: a new folder here')
  .option('--steps <names>', `only these, with commas between: ${kitSteps.map(({ name }) => name).join(', ')}`)
  .option('--pairs <number>', 'pairs of timings of the bench', '9')
  .option('--step <name>', 'in this process, one step')
  .parse()
  .opts<KitOptions>();

async function doStep(step: KitStep, folder: string): Promise<void> {
  const session = await openNodeSession({ forTensors: step.kind !== 'conformance' });
  const say = (text: string): void => console.log(text);
  if (step.kind === 'conformance') {
    const tally = { passed: 0, failed: 0 };
    const lines = join(folder, 'conformance.jsonl');
    writeFileSync(lines, '');
    for (const name of readdirSync(join(here, 'golden')).sort()) {
      const golden = parseGolden(readFileSync(join(here, 'golden', name), 'utf8'));
      for (const form of formsOf(golden, 'webgpu')) {
        const { lines: results, problem } = await runConformance(golden, session, form);
        for (const line of results) {
          appendFileSync(lines, `${JSON.stringify({ file: name, ...line })}\n`);
          if ('ok' in line) tally[line.ok ? 'passed' : 'failed']++;
        }
        if (problem) say(`${name}, ${form}: ${problem}`);
      }
    }
    say(`${tally.passed} passed, ${tally.failed} failed`);
    if (tally.failed > 0 || tally.passed === 0) throw new Error(`${tally.failed} results are wrong`);
    return;
  }
  const signal = new AbortController().signal;
  let said = '';
  const onProgress = ({ fraction, message }: { fraction: number; message: string }): void => {
    const text = `${Math.round(20 * fraction) * 5} % ${message}`;
    if (text !== said) say((said = text));
  };
  if (step.kind === 'bench') {
    const pairs = Number(options.pairs);
    const result = await SUITES[step.suite]({ session, place: 'node', pairs, signal, onProgress });
    const report = reportOf([result], 'node', { commit: code.commit });
    writeFileSync(join(folder, `${step.name}.json`), `${JSON.stringify(report, null, 2)}\n`);
    const wrong = failedChecks([result]).length;
    if (wrong > 0) throw new Error(`${wrong} output checks failed`);
    return;
  }
  const entry = experiments[step.id]!;
  const figure = await record({ entry, runtime: session, code, sources: sources[step.id]!, signal, onProgress });
  new FigureStore(join(folder, 'figures')).write(figure);
}

/** Runs a step in a process of its own, whose words go to a file. */
async function inOwnProcess(name: string, folder: string, seconds: number): Promise<StepEnd> {
  const args = [process.argv[1]!, '--step', name, '--out', folder, '--pairs', options.pairs];
  const log = createWriteStream(join(folder, `${name}.log`));
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, seconds * 1000);
  const exitCode = await new Promise<number | null>((ended) => child.once('close', ended));
  clearTimeout(timer);
  log.end();
  return late ? 'cut off' : exitCode === 0 ? 'done' : 'failed';
}

/** What the device and its driver are, asked before anything else. */
async function deviceHere(): Promise<Pick<KitManifest, 'adapter' | 'details'>> {
  const { adapter } = await openNodeSession();
  const info = (await navigator.gpu.requestAdapter())?.info;
  const details = { ...adapter, ...(info && { vendor: info.vendor, description: info.description }) };
  const texts = Object.entries(details).map(([key, value]) => [key, String(value)]);
  return { adapter: adapter.label, details: Object.fromEntries(texts) as Record<string, string> };
}

async function runAll(): Promise<number> {
  const started = Date.now();
  const date = new Date().toISOString();
  const folder = resolve(options.out ?? `vla-records-${date.slice(0, 19).replaceAll(':', '-')}`);
  mkdirSync(folder, { recursive: true });
  const names = options.steps?.split(',');
  const unknown = names?.filter((name) => !kitSteps.some((step) => step.name === name)) ?? [];
  if (unknown.length > 0)
    throw new Error(`--steps names ${unknown.join(', ')}; there are ${kitSteps.map(({ name }) => name).join(', ')}`);
  const until = started + Number(options.minutes) * 60_000;
  if (!(until > started)) throw new Error(`--minutes is ${options.minutes}; expected a number above 0`);
  const processor = cpus()[0]?.model ?? 'unknown';
  let manifest: KitManifest = {
    ...{
      commit: code.commit,
      date,
      processor,
      system: `${type()} ${release()}`,
      adapter: null,
      details: {},
      steps: [],
    },
  };
  const keep = (next: Partial<KitManifest>): void => {
    manifest = { ...manifest, ...next };
    writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  };
  keep(await deviceHere());
  console.log(`${manifest.adapter}, on ${processor}\nrecords: ${folder}`);
  for (const { name, seconds } of kitSteps.filter((step) => !names || names.includes(step.name))) {
    const begun = Date.now();
    const left = Math.min(seconds, (until - begun) / 1000);
    const end = left < 5 ? 'no time left' : await inOwnProcess(name, folder, left);
    const took = (Date.now() - begun) / 1000;
    // After each step, so that a machine that is taken away keeps what was done.
    keep({ steps: [...manifest.steps, { name, end, seconds: took }] });
    console.log(`${end.padEnd(12)} ${took.toFixed(0).padStart(3)} s  ${name}`);
  }
  const done = manifest.steps.filter(({ end }) => end === 'done').length;
  console.log(`${done} of ${manifest.steps.length} done, ${Math.round((Date.now() - started) / 1000)} s`);
  return manifest.steps.some(({ end }) => end === 'failed') ? 1 : 0;
}

try {
  const step = kitSteps.find(({ name }) => name === options.step);
  if (options.step !== undefined) {
    if (!step || options.out === undefined) throw new Error(`--step is ${options.step}; it needs a name and --out`);
    await doStep(step, options.out);
    await leave(0);
  }
  await leave(await runAll());
} catch (error) {
  console.error(messageOf(error));
  await leave(1);
}
