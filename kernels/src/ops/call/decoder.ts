import { ArgumentError, DeviceError } from '../../errors.ts';
import type { RunReport } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';
import { checkKeys, isCount, numberOption } from '../validation/options.ts';
import { checkHostTensor, checkShape } from '../validation/tensors.ts';

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
  state(steps: number): Promise<State>;
  dispose(): void;
}

/** A decoder that computes at `place`. `problemOf` checks a token and makes the problem of step `steps` of it. */
export function decoderOf<Token, Problem, State>(
  { name, steps: firstSteps }: { name: string; steps: number },
  problemOf: (token: Token, steps: number) => Problem,
  place: DecoderPlace<Problem, State>,
): Decoder<Token, State> {
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
      return queued(() => place.state(now));
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      if (pending === 0) place.dispose();
    },
  };
}

/** A place on the processor: the state is a value that each step replaces. */
export function hostPlace<Problem, State>(
  initial: State,
  step: (problem: Problem, state: State) => Promise<Decoded & { readonly next: State }>,
): DecoderPlace<Problem, State & { readonly steps: number }> {
  let state = initial;
  return {
    async run(problem) {
      const { output, ran, next } = await step(problem, state);
      state = next;
      return { output, ran };
    },
    // Copies: what the caller does to them is not to reach the decoder.
    state: async (steps) => ({ ...copied(state as object), steps }) as State & { readonly steps: number },
    dispose: () => undefined,
  };
}

function copied(tensors: object): object {
  const entries = Object.entries(tensors) as [string, HostTensor][];
  return Object.fromEntries(
    entries.map(([name, { shape, data }]) => [name, { shape: [...shape], data: data.slice() }]),
  );
}

/** Throws ArgumentError unless a token is an object with no other tensors than these. */
export function checkToken(token: unknown, names: readonly string[]): void {
  checkKeys('token', token, names);
}

/** Throws ArgumentError unless a state to continue from has these tensors, and a number of steps. */
export function checkState(state: unknown, names: readonly string[]): void {
  if (state === undefined) return;
  checkKeys('state', state, [...names, 'steps']);
  const { steps, ...tensors } = state as Readonly<Record<string, unknown>>;
  for (const name of names) checkHostTensor(`state.${name}`, tensors[name]);
  numberOption({ name: 'state.steps', value: steps, expected: 'a non-negative integer', accept: isCount });
}

/** Throws ArgumentError unless every size is a positive integer. */
export function checkSizes(sizes: Readonly<Record<string, number | undefined>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    if (size === undefined || (Number.isSafeInteger(size) && size >= 1)) continue;
    throw new ArgumentError(`sizes.${name}`, `was ${size}; expected a positive integer`);
  }
}

/** A tensor of one token, for example [B,H,D], checked and with a time axis of length 1, [B,H,1,D]. */
export function atOneStep(name: string, tensor: HostTensor, sizes: readonly number[], letters: string): HostTensor {
  checkHostTensor(name, tensor);
  checkShape(name, tensor.shape, sizes, letters);
  const [B, H, ...rest] = tensor.shape;
  return { shape: [B, H, 1, ...rest], data: tensor.data };
}

/** A tensor [B,H,1,…] without its time axis. */
export function withoutStep({ shape: [B, H, , ...rest], data }: HostTensor): HostTensor {
  return { shape: [B, H, ...rest], data };
}
