/**
 * The program that trains with older code. Its argument is the folder of that code; the first message says what is trained,
 * each further one asks for a step. Whatever a commit may have, there are TrainingRun and TensorFlow.js's backends.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import type { RunOptions, TrainingRun } from '@vla/kernels/training';

export interface OlderOrder {
  readonly options: RunOptions;
  readonly backend: 'wasm' | 'cpu';
}

export interface OlderAnswer {
  /** Of the last step. */
  readonly loss: number;
  /** Of all processors, so far. */
  readonly processorMilliseconds: number;
}

const [folder = '.'] = process.argv.slice(2);
let run: TrainingRun | null = null;
let loss = NaN;

async function answer(order: OlderOrder | 'step'): Promise<void> {
  if (order === 'step') await run!.train({ until: run!.step + 1, onStep: (report) => (loss = report.loss) });
  else run = await started(order);
  const { user, system } = process.cpuUsage();
  process.send!({ loss, processorMilliseconds: (user + system) / 1000 } satisfies OlderAnswer);
}

async function started({ options, backend }: OlderOrder): Promise<TrainingRun> {
  await tf.setBackend(backend);
  const { loadWasm } = await load<{ loadWasm?: () => Promise<void> }>('kernels/src/index.ts');
  if (backend === 'wasm') await loadWasm?.();
  const older = await load<{ TrainingRun: typeof TrainingRun }>('kernels/src/training/index.ts');
  return new older.TrainingRun(options);
}

async function load<Module>(file: string): Promise<Module> {
  return (await import(pathToFileURL(join(folder, file)).href)) as Module;
}

process.on('message', (order: OlderOrder | 'step') => void answer(order));
