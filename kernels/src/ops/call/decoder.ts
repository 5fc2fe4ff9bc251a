import { DeviceError } from '../../errors.ts';
import type { RunReport } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';

/** What a token gives. */
export interface Decoded {
  /** o_t, [B,H,Dv]. */
  readonly output: HostTensor;
  readonly ran: RunReport;
}

/** An operator that takes one token of every head at a time, and keeps its state where it computes. */
export interface Decoder<Token, State> {
  /** Steps of the sequence so far, those before the decoder was opened included. */
  readonly steps: number;
  /**
   * Takes the next token. Calls may overlap; tokens are taken in the order of the calls.
   *
   * @throws ArgumentError for a token that can't be used, which leaves the state as it was. DeviceError when there is
   *   no result: then the state is unknown too, and so every later call throws.
   */
  step(token: Token): Promise<Decoded>;
  /** The state after all tokens so far, to be read or to continue from. */
  state(): Promise<State>;
  /** Frees the state. Calling it again does nothing; using the decoder does. */
  dispose(): void;
}

/** Where a decoder computes and keeps its state. */
export interface DecoderPlace<Problem, State> {
  /** Advances the state by a problem with one step. */
  run(problem: Problem): Promise<Decoded>;
  state(): Promise<State>;
  dispose(): void;
}

/** A decoder that computes at `place`. `problemOf` checks a token and makes the problem of step `steps` of it. */
export function decoderOf<Token, Problem, State>(
  { name, steps: firstSteps }: { name: string; steps: number },
  problemOf: (token: Token, steps: number) => Problem,
  place: DecoderPlace<Problem, State>,
): Decoder<Token, State & { readonly steps: number }> {
  let steps = firstSteps;
  let failure: unknown = null;
  let disposed = false;
  let pending = 0;
  let tail: Promise<unknown> = Promise.resolve();

  /** Runs `job` after those before it, unless one of them failed. */
  async function queued<T>(job: () => Promise<T>): Promise<T> {
    const before = tail;
    let done = (): void => undefined;
    tail = new Promise<void>((resolve) => (done = resolve));
    pending++;
    try {
      await before;
      if (failure) throw brokenError(failure);
      return await job();
    } finally {
      pending--;
      if (disposed && pending === 0) place.dispose();
      done();
    }
  }

  function brokenError(cause: unknown): DeviceError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new DeviceError('unavailable', `${name}: an earlier step gave no result (${reason}); open a new decoder`);
  }

  function checkUsable(): void {
    if (disposed) throw new DeviceError('unavailable', `${name}: the decoder was disposed; open a new one`);
    if (failure) throw brokenError(failure);
  }

  return {
    get steps() {
      return steps;
    },
    async step(token) {
      checkUsable();
      const problem = problemOf(token, steps);
      steps++;
      return queued(async () => {
        try {
          return await place.run(problem);
        } catch (error) {
          failure = error;
          throw error;
        }
      });
    },
    async state() {
      checkUsable();
      const now = steps;
      return queued(async () => ({ ...(await place.state()), steps: now }));
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      if (pending === 0) place.dispose();
    },
  };
}
