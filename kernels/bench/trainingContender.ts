import * as tf from '@tensorflow/tfjs-core';
import { DeviceError } from '../src/errors.ts';
import { withoutKernels } from '../src/runtime/wasm/module.ts';
import { TrainingRun } from '../src/training/index.ts';
import type { RunOptions, TrainOptions } from '../src/training/index.ts';
import type { Contender } from './contender.ts';

export interface TrainingSide {
  readonly label: string;
  /** TensorFlow.js's, which the program has registered. */
  readonly backend: 'wasm' | 'cpu';
  /** Whether our kernels in WebAssembly are used, or all is left to TensorFlow.js and JavaScript. */
  readonly kernels: boolean;
  /** Workers that share the batch. */
  readonly team?: TrainOptions['team'];
}

/** Steps of one run, one after another: those of the same options on another side see the same batches. */
export async function trainingContender(options: RunOptions, side: TrainingSide): Promise<Contender> {
  const { label, backend, kernels, team } = side;
  await activate(backend);
  const run = new TrainingRun(options);
  let loss = NaN;
  const step = async (): Promise<void> => {
    await activate(backend);
    const back = kernels ? () => undefined : withoutKernels();
    try {
      await run.train({ until: run.step + 1, ...(team && { team }), onStep: (report) => (loss = report.loss) });
    } finally {
      back();
    }
  };
  return {
    label,
    form: null,
    flops: null,
    start: step,
    settled: () => Promise.resolve(),
    async output() {
      await step();
      return Float32Array.of(loss);
    },
    dispose: () => run.dispose(),
  };
}

async function activate(backend: string): Promise<void> {
  if (tf.getBackend() === backend) return;
  if (!tf.findBackendFactory(backend) || !(await tf.setBackend(backend)))
    throw new DeviceError('unavailable', `TensorFlow.js has no backend "${backend}" here`);
}
