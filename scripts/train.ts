/** Trains a transformer on a memory task: `npm run train -- --task mqar --mixer vla`. Ctrl-C stores the run and ends. */
import { existsSync } from 'node:fs';
import { access, constants, mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { getBackend } from '@tensorflow/tfjs-core';
import { ArgumentError, DeviceError } from '@vla/kernels';
import { TrainingRun, checkRun } from '@vla/kernels/training';
import type { Evaluation, StepReport } from '@vla/kernels/training';
import { SingleBar } from 'cli-progress';
import { parseArguments } from './train/arguments.ts';
import { chooseBackend } from './train/backend.ts';
import { leave } from './setup/leave.ts';

/** npm changes to the project's folder; paths are meant from where the command was given. */
const pathOf = (path: string): string => resolve(process.env['INIT_CWD'] ?? '.', path);

/**
 * Makes sure, before anything is trained, that a run to continue is there and no other is in the way, and that what
 * comes of it can be stored.
 */
async function prepare(file: string | null, json: string | undefined, resume: boolean): Promise<void> {
  if (file && existsSync(file) !== resume) {
    const other = `${file} is another run; --resume continues it, or name another folder`;
    throw new ArgumentError('--checkpoint', resume ? `there is no ${file} to continue` : other);
  }
  const usable = async (flag: string, action: Promise<unknown>): Promise<void> => {
    await action.catch((error: Error) => {
      throw new ArgumentError(flag, `can't be written there: ${error.message}`);
    });
  };
  if (file) await usable('--checkpoint', mkdir(dirname(file), { recursive: true }));
  if (file) await usable('--checkpoint', access(dirname(file), constants.W_OK));
  if (json) await usable('--json', writable(pathOf(json)));
}

/** Fails where a file can't be written later. */
async function writable(path: string): Promise<void> {
  if (!existsSync(path)) return access(dirname(path), constants.W_OK);
  const file = await open(path, 'r+');
  await file.close();
}

/** Continues a stored run, and says where that is not exact. */
async function resume(file: string): Promise<TrainingRun> {
  const run = TrainingRun.resume(await readFile(file));
  const backend = getBackend();
  if (run.resumedFrom !== backend) {
    console.error(
      `The run was stored on tfjs’s backend “${run.resumedFrom}”; on “${backend}” it continues, but not to the same last bit.`,
    );
  }
  return run;
}

/** Returns the exit code. */
async function main(): Promise<number> {
  const { run: options, checkpoint, every, json, ...where } = parseArguments(process.argv);
  const file = checkpoint === undefined ? null : join(pathOf(checkpoint), 'checkpoint.safetensors');
  if (options) checkRun(options);
  await prepare(file, json, options === null);
  const device = await chooseBackend(where);
  const run = options ? new TrainingRun(options) : await resume(file!);
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());

  const started = performance.now();
  const curve: Pick<StepReport, 'step' | 'loss' | 'learningRate' | 'gradientNorm'>[] = [];
  const evaluations: ({ readonly step: number } & Evaluation)[] = [];
  const { steps } = run.settings;
  const bar = new SingleBar({
    format: '{bar} {value}/{total} steps, loss {loss}, accuracy {accuracy}, {left} s left',
    clearOnComplete: true,
  });

  async function store(): Promise<void> {
    if (!file) return;
    // A run that is killed while it writes keeps the checkpoint before.
    await writeFile(`${file}.new`, await run.checkpoint());
    await rename(`${file}.new`, file);
  }

  function report({ step, loss, learningRate, gradientNorm, remaining }: StepReport): void {
    curve.push({ step, loss, learningRate, gradientNorm });
    bar.update(step, { loss: loss.toFixed(3), left: Math.round(remaining / 1000) });
  }

  async function trainAll(): Promise<void> {
    // A stored run that is at its end is evaluated once more.
    do {
      const until = Math.min(steps, (Math.floor(run.step / every) + 1) * every);
      await run.train({ until, signal: interrupt.signal, onStep: report });
      const evaluation = await run.evaluate();
      evaluations.push({ step: run.step, ...evaluation });
      bar.update(run.step, { accuracy: evaluation.accuracy.toFixed(3) });
      await store();
    } while (run.step < steps);
  }

  console.error(
    `${run.task.name}, ${run.model.config.mixer}, ${run.model.parameterCounts.total} parameters, on ${device}`,
  );
  bar.start(steps, run.step, { loss: '–', accuracy: '–', left: '–' });
  try {
    await trainAll();
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    await store();
  } finally {
    bar.stop();
  }
  const seconds = (performance.now() - started) / 1000;
  const last = evaluations.at(-1);
  if (json) {
    const result = { options: run.options, parameters: run.model.parameterCounts, backend: getBackend(), device };
    await writeFile(pathOf(json), `${JSON.stringify({ ...result, seconds, curve, evaluations }, null, 1)}\n`);
  }
  if (last) {
    const scores = [`loss ${last.loss.toFixed(4)}`, `accuracy ${last.accuracy.toFixed(4)}`];
    console.log(
      `step ${last.step}: ${scores.join(', ')}, exact match ${last.exactMatch.toFixed(4)}, ${seconds.toFixed(1)} s`,
    );
  }
  if (interrupt.signal.aborted) console.log(`Stopped at step ${run.step}${file ? '; --resume continues it' : ''}.`);
  return interrupt.signal.aborted ? 130 : 0;
}

// Dawn keeps Node alive; and TensorFlow.js's WebAssembly prints all of itself before an error that nobody catches.
try {
  await leave(await main());
} catch (error) {
  const expected = error instanceof ArgumentError || error instanceof DeviceError;
  console.error(expected ? `error: ${error.message}` : error);
  await leave(1);
}
