import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import { ArgumentError } from '@vla/kernels';
import { TrainingRun, type RunOptions } from '@vla/kernels/training';
import { racerNames, type ModelName } from '../protocol.ts';

interface Kept {
  readonly run: TrainingRun;
  /** The tfjs backend that has its numbers. */
  readonly backend: string;
}

/** The worker's models. Those of an earlier run are freed when the next begins. */
export class Models {
  readonly #kept = new Map<ModelName, Kept>();

  /** Of these options; or, where they were trained before, those of the checkpoints. */
  begin(racers: readonly RunOptions[], files?: readonly Uint8Array[]): TrainingRun[] {
    for (const name of racerNames) this.#free(name);
    return racers.map((options, racer) => {
      const run = files ? TrainingRun.resume(files[racer]!) : new TrainingRun(options);
      return this.put(racerNames[racer]!, run);
    });
  }

  /** Keeps a run of the active backend. */
  put(name: ModelName, run: TrainingRun): TrainingRun {
    this.#free(name);
    this.#kept.set(name, { run, backend: getBackend() });
    return run;
  }

  /**
   * Does something with a model on the backend that has it, and makes the one before active again: tfjs would move
   * the numbers to the active one, which WebGPU does not survive.
   */
  async use<Result>(name: ModelName, work: (run: TrainingRun) => Promise<Result>): Promise<Result> {
    const kept = this.#kept.get(name);
    if (!kept) throw new ArgumentError('model', `was "${name}"; there is none by this name: train or load one first`);
    const before = getBackend();
    await setBackend(kept.backend);
    try {
      return await work(kept.run);
    } finally {
      await setBackend(before);
    }
  }

  #free(name: ModelName): void {
    this.#kept.get(name)?.run.dispose();
    this.#kept.delete(name);
  }
}
