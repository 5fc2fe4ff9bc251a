/**
 * Trains a transformer on a memory task, or on one of the Long Range Arena: `npm run train -- --task mqar --mixer vla`; several mixers, rates or seeds side
 * by side. Ctrl-C stores what is being trained and ends.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { getBackend } from '@tensorflow/tfjs-core';
import { ArgumentError, DeviceError } from '@vla/kernels';
import { checkRun, storedTasks } from '@vla/kernels/training';
import type { GroupScores } from '@vla/kernels/training';
import { limited } from '../src/lib/compute/limited.ts';
import { messageOf } from '../src/lib/messageOf.ts';
import { leave } from './setup/leave.ts';
import { parseArguments } from './train/arguments.ts';
import type { TrainArguments } from './train/arguments.ts';
import { chooseBackend } from './train/backend.ts';
import { progressBars } from './train/bars.ts';
import { choicesOf, loadData, withTasks } from './train/data.ts';
import { checkWritable, nameOf, newFiles, storeBeginnings, storedFiles } from './train/files.ts';
import { trainInThread } from './train/inThread.ts';
import { trainOne } from './train/one.ts';
import type { OneRun, Trained } from './train/one.ts';

/** npm changes to the project's folder; paths are meant from where the command was given. */
const pathOf = (path: string): string => resolve(process.env['INIT_CWD'] ?? '.', path);

interface Plan {
  readonly ones: readonly OneRun[];
  /** Runs side by side. */
  readonly atOnce: number;
  readonly device: string;
}

/** What is to be trained, on a backend that is started, once everything that can be wrong with it was looked at. */
async function prepare({ runs: wanted, checkpoint, every, json, workers, atOnce, ...where }: TrainArguments) {
  const data = where.data === undefined ? null : pathOf(where.data);
  const folder = checkpoint === undefined ? null : pathOf(checkpoint);
  const stored = wanted || !folder ? null : storedFiles(folder);
  const choices = wanted ? choicesOf(wanted[0]!) : storedTasks(await readFile(stored![0]!));
  const tasks = await loadData(choices, data);
  const runs = wanted?.map((options) => withTasks(options, tasks.choices)) ?? null;
  runs?.forEach((options) => checkRun(options, tasks.makeTask));
  const files = folder && runs ? await newFiles(folder, runs) : stored;
  if (json) await checkWritable('--json', pathOf(json));
  const device = await chooseBackend(where);
  if (runs && runs.length > 1 && files) await storeBeginnings(runs, files, tasks.makeTask);
  const several = (runs ?? files!).length;
  const cores = availableParallelism();
  const onDevice = getBackend() === 'webgpu';
  if (onDevice && (workers ?? 1) > 1) {
    throw new ArgumentError(
      '--workers',
      `was ${workers} on WebGPU; expected 1, for one device computes everything there`,
    );
  }
  const most = onDevice ? 1 : Math.min(several, atOnce ?? Math.max(1, Math.floor(cores / (workers ?? 1))));
  const ones = Array.from({ length: several }, (_, i): OneRun => {
    // Several runs are stored before they begin.
    const options = runs && (several === 1 || !files) ? runs[i]! : null;
    const file = files?.[i] ?? null;
    return { options, file, data, every, workers: workers ?? null, cores: Math.floor(cores / most) };
  });
  return { ones, atOnce: most, device } satisfies Plan;
}

/** Trains all runs, at most so many at a time. Those that fail hold up no other. */
async function trainAll({ ones, atOnce }: Plan, signal: AbortSignal): Promise<PromiseSettledResult<Trained>[]> {
  const bars = progressBars(ones.length > 1, signal);
  const inTurn = limited(atOnce);
  const backend = getBackend();
  try {
    return await Promise.allSettled(
      ones.map((one) =>
        inTurn(() => {
          const reports = bars.next();
          return atOnce === 1 ? trainOne(one, reports) : trainInThread({ one, backend }, reports);
        }),
      ),
    );
  } finally {
    bars.stop();
  }
}

function line({ evaluations, seconds }: Trained): string {
  const last = evaluations.at(-1);
  if (!last) return 'nothing was evaluated';
  const scores = [`loss ${last.loss.toFixed(4)}`, `accuracy ${last.accuracy.toFixed(4)}`];
  const sum = `step ${last.step}: ${scores.join(', ')}, exact match ${last.exactMatch.toFixed(4)}, ${seconds.toFixed(1)} s`;
  return [sum, ...groupLines(last.groups ?? {})].join('\n');
}

/** A line for each way to divide the questions, where the task has some. */
function groupLines(groups: GroupScores): string[] {
  return Object.entries(groups).map(([way, scores]) => {
    const each = Object.entries(scores).map(
      ([group, { accuracy, answers }]) => `${group} ${accuracy.toFixed(4)} of ${answers}`,
    );
    return `  accuracy by ${way}: ${each.join(', ')}`;
  });
}

/** Returns the exit code. */
async function main(): Promise<number> {
  const args = parseArguments(process.argv);
  // Before checkpoints of runs that wait for their turn are written.
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  const plan = await prepare(args);
  const several = plan.ones.length > 1;
  console.error(`On ${plan.device}${several ? `: ${plan.ones.length} runs, ${plan.atOnce} side by side` : ''}`);

  const results = await trainAll(plan, interrupt.signal);
  const trained = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed && !several) throw failed.reason;
  if (args.json) {
    const shown = trained.map(({ step: _, stopped: __, ...rest }) => ({ ...rest, device: plan.device }));
    const content = several ? { runs: shown } : shown[0];
    await writeFile(pathOf(args.json), `${JSON.stringify(content, null, 1)}\n`);
  }
  if (several) {
    for (const [i, result] of results.entries()) {
      const name = nameOf(args.runs?.[i] ?? (result.status === 'fulfilled' ? result.value.options : ({} as never)));
      console.log(`${name}: ${result.status === 'fulfilled' ? line(result.value) : messageOf(result.reason)}`);
    }
  } else if (trained[0]!.evaluations.length > 0) {
    console.log(line(trained[0]!));
  }
  if (!interrupt.signal.aborted) return failed ? 1 : 0;
  const steps = several ? '' : ` at step ${trained[0]!.step}`;
  console.log(`Stopped${steps}${args.checkpoint ? '; --resume continues it' : ''}.`);
  return 130;
}

// Dawn keeps Node alive; and TensorFlow.js's WebAssembly prints all of itself before an error that nobody catches.
try {
  await leave(await main());
} catch (error) {
  const expected = error instanceof ArgumentError || error instanceof DeviceError;
  console.error(expected ? `error: ${error.message}` : error);
  await leave(1);
}
