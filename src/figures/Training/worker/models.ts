import { ArgumentError } from '@vla/kernels';
import { TrainingRun, type RunOptions } from '@vla/kernels/training';
import { laneNames, type ModelName } from '../protocol.ts';

/** The worker's models. Those of an earlier run are freed when the next begins. */
export class Models {
  readonly #runs = new Map<ModelName, TrainingRun>();

  begin(lanes: readonly RunOptions[]): TrainingRun[] {
    for (const name of laneNames) this.#free(name);
    return lanes.map((options, lane) => this.put(laneNames[lane]!, new TrainingRun(options)));
  }

  put(name: ModelName, run: TrainingRun): TrainingRun {
    this.#free(name);
    this.#runs.set(name, run);
    return run;
  }

  get(name: ModelName): TrainingRun {
    const run = this.#runs.get(name);
    if (!run) throw new ArgumentError('model', `was "${name}"; there is none by this name: train or load one first`);
    return run;
  }

  #free(name: ModelName): void {
    this.#runs.get(name)?.dispose();
    this.#runs.delete(name);
  }
}
