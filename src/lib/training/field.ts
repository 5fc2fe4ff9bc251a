import { limited } from '../compute/limited.ts';
import type { ComputeArguments } from '../experiment.ts';
import { trainCandidate } from './candidate.ts';
import { progressOf } from './progress.ts';
import type { Candidate, CandidateResult } from './recipe.ts';

type Surroundings = Pick<ComputeArguments<unknown>, 'signal' | 'onProgress' | 'kept' | 'threads'>;

/** The candidates of a contest: trained one after the other, or as many at a time as there are threads for. */
export class Field {
  readonly #surroundings: Surroundings;
  readonly #progress: ReturnType<typeof progressOf>;
  readonly #inTurn: ReturnType<typeof limited>;
  readonly #stop = new AbortController();
  readonly #begun: Promise<CandidateResult>[] = [];

  constructor(candidates: number, surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.#progress = progressOf(candidates, surroundings.onProgress);
    this.#inTurn = limited(surroundings.threads?.most ?? 1);
  }

  result(candidate: Candidate): Promise<CandidateResult> {
    const result = this.#inTurn(() => this.#train(candidate));
    this.#begun.push(result);
    return result;
  }

  /** Waits for what is made of the results. Where one fails, or the signal aborts, all are stopped before it throws. */
  async whole<Result>(outcome: Promise<Result>): Promise<Result> {
    const { signal } = this.#surroundings;
    const stop = (): void => this.#stop.abort(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    try {
      return await outcome;
    } catch (error) {
      this.#stop.abort(error);
      await Promise.allSettled(this.#begun);
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async #train(candidate: Candidate): Promise<CandidateResult> {
    const { kept, threads } = this.#surroundings;
    const { signal } = this.#stop;
    signal.throwIfAborted();
    const earlier = kept?.read(candidate);
    if (earlier !== undefined) {
      this.#progress.skip();
      return earlier as CandidateResult;
    }
    const { mixer, learningRate, seed } = candidate;
    const onProgress = this.#progress.begin(`${mixer}, learning rate ${learningRate}, seed ${seed}`);
    onProgress(0);
    const train = threads?.train ?? trainCandidate;
    const result = await train({ candidate, signal, onProgress, file: kept?.fileFor?.(candidate) }).catch(
      (error: unknown) => {
        // Before the place that is free now is the next one's.
        this.#stop.abort(error);
        throw error;
      },
    );
    onProgress(1);
    kept?.write(candidate, result);
    return result;
  }
}
