import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import { ArgumentError } from '@vla/kernels';
import { TrainingRun, type RunOptions } from '@vla/kernels/training';
import { laneNames, type ModelName } from '../protocol.ts';

interface Held {
  readonly run: TrainingRun;
  /** The tfjs backend that holds its numbers. */
  readonly backend: string;
}

/** The worker's models. Those of an earlier run are freed when the next begins. */
export class Models {
  readonly #held = new Map<ModelName, Held>();

  begin(lanes: readonly RunOptions[]): TrainingRun[] {
    for (const name of laneNames) this.#free(name);
    return lanes.map((options, lane) => this.put(laneNames[lane]!, new TrainingRun(options)));
  }

  /** Keeps a run of the active backend. */
  put(name: ModelName, run: TrainingRun): TrainingRun {
    this.#free(name);
    this.#held.set(name, { run, backend: getBackend() });
    return run;
  }

  /**
   * Does something with a model on the backend that holds it, and makes the one before active again: tfjs would move
   * the numbers to the active one, which WebGPU does not survive.
   */
  async use<Result>(name: ModelName, work: (run: TrainingRun) => Promise<Result>): Promise<Result> {
    const held = this.#held.get(name);
    if (!held) throw new ArgumentError('model', `was "${name}"; there is none by this name: train or load one first`);
    const before = getBackend();
    await setBackend(held.backend);
    try {
      return await work(held.run);
    } finally {
      await setBackend(before);
    }
  }

  #free(name: ModelName): void {
    this.#held.get(name)?.run.dispose();
    this.#held.delete(name);
  }
}
