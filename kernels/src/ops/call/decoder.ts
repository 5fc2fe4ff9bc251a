import { DeviceError } from '../../errors.ts';
import { unlessAborted } from '../../runtime/abort.ts';
import type { Readback } from '../../runtime/session.ts';
import type { RunReport } from '../../runtime/types.ts';
import type { HostNumbers, HostTensor } from '../../tensor.ts';
import type { Problem } from '../operator.ts';
import { callOptions } from './decoderInput.ts';

/** What tokens give, in what the session of the decoder computes in. */
export interface Decoded<Numbers extends HostNumbers = HostNumbers> {
  /** Of `step`, and with `readback: 'last'`: o_t, [B,H,Dv]. Of `stepMany`: the outputs of its tokens, [B,H,n,Dv]. */
  readonly output: HostTensor<Numbers>;
  readonly ran: RunReport;
}

/** What tokens give whose outputs stay where they were computed. `ran` reports the time until they were submitted. */
export interface Undelivered<Numbers extends HostNumbers = HostNumbers> {
  readonly kept: KeptOutput<Numbers>;
  readonly ran: RunReport;
}

/**
 * Outputs that stay where they were computed. They belong to the caller, who disposes them, and outlive the decoder. The
 * device has computed them once `read` or the decoder's `settled` has resolved; work that is submitted to it after the
 * call finds them complete.
 */
export interface KeptOutput<Numbers extends HostNumbers = HostNumbers> {
  /** [B,H,Dv] of `step`, [B,H,n,Dv] of `stepMany`. */
  readonly shape: readonly number[];
  /** Where they are on a device; null on a processor. */
  readonly onDevice: OutputOnDevice | null;
  /** The outputs in the caller's memory, guarded like any result. Rejects where one of the tokens, or one before, gave none. */
  read(): Promise<HostTensor<Numbers>>;
  /** Lets go of them: a device's buffer is another's from here on. Calling it again does nothing. */
  dispose(): void;
}

/** Outputs in a buffer, which shaders may read and which may be copied from; nobody writes it until it is disposed. */
export interface OutputOnDevice {
  readonly buffer: GPUBuffer;
  /** The numbers of token t, float32 [B,H,Dv], begin at byte t · `tokenBytes`, a multiple of 256. */
  readonly tokenBytes: number;
}

export interface DecodeOptions {
  /**
   * Of which tokens the outputs are read: "all" (default), the "last" of a call, or "none": then they stay on the device, and
   * the call resolves as soon as its tokens are submitted.
   */
  readonly readback?: Readback;
  /**
   * Stops the call before it begins, at once, and `stepMany` between two pieces of its work, with the signal's reason. `steps`
   * says then how many tokens were taken, and calls that waited behind it are refused.
   */
  readonly signal?: AbortSignal;
}

/** Decodes tokens, and reads all that comes out or the last of it. */
export type DecodeAndRead = DecodeOptions & { readonly readback?: 'all' | 'last' };
/** Decodes tokens, and leaves what comes out on the device. */
export type DecodeOnDevice = DecodeOptions & { readonly readback: 'none' };

/** An operator that takes one token of every head at a time, or some, and keeps its state where it computes. */
export interface Decoder<Token, State, Numbers extends HostNumbers = HostNumbers> {
  /** Steps of the sequence so far, those before the decoder was opened included. */
  readonly steps: number;
  /**
   * Takes the next token. Calls may overlap; tokens are taken in the order of the calls, as they are at the call.
   *
   * @throws ArgumentError for a token that can't be used, which leaves the state as it was. DeviceError when there is
   *   no result: then the state is unknown too, and so every later call throws.
   */
  step(token: Token, options?: DecodeAndRead): Promise<Decoded<Numbers>>;
  step(token: Token, options: DecodeOnDevice): Promise<Undelivered<Numbers>>;
  /**
   * Takes the next n tokens, which are known already: tensors as those of a token with an axis for them, q [B,H,n,D]. The
   * numbers are those of n single steps. On a device they are one submission (of a long prompt some), and are read at once.
   *
   * @throws as `step`; the error of a device or of numbers that leave their range names the step
   */
  stepMany(tokens: Token, options?: DecodeAndRead): Promise<Decoded<Numbers>>;
  stepMany(tokens: Token, options: DecodeOnDevice): Promise<Undelivered<Numbers>>;
  /**
   * Waits until all tokens taken so far are computed, also those that nobody reads. Rejects with the DeviceError of the first
   * that gave no result.
   */
  settled(): Promise<void>;
  /** The state after all tokens so far, to be read or to continue from. */
  state(): Promise<State>;
  /** Frees the state. Calling it again does nothing; using the decoder does. */
  dispose(): void;
}

/** A call's tokens under way. */
export interface Taken {
  /** What ran until now. */
  readonly ran: RunReport;
  /** With `readback: 'none'`. */
  readonly kept: KeptOutput | null;
  /** Whether the signal stopped the call after a part of its tokens. */
  readonly isStopped: boolean;
  /** Waits for the result; null where none is read. Throws the reason of a stop. Called in the order of the calls. */
  finish(): Promise<Decoded | null>;
}

/** How a place takes tokens. */
export interface TakeOptions {
  /** Steps of the sequence before them. */
  readonly steps: number;
  readonly readback: Readback;
  readonly signal: AbortSignal | undefined;
  /** Whether outputs have an axis of tokens. */
  readonly many: boolean;
  /** Called when some of them are part of the state, or of what is submitted. */
  onTaken(count: number): void;
}

/** Where a decoder computes and keeps its state. */
export interface DecoderPlace<P, State> {
  /** Advances the state by a problem's tokens. Resolves when the next ones may follow. Throws the reason of a stop that took none. */
  take(problem: P, options: TakeOptions): Promise<Taken>;
  state(): Promise<State>;
  dispose(): void;
}

const nothing = (): void => undefined;

function isReason(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true && error === signal.reason;
}

/** A decoder that computes at `place`. `problemOf` checks tokens and makes the problem of them from step `steps` on. */
export function decoderOf<Token, P extends Problem, State>(
  { name, steps: firstSteps }: { name: string; steps: number },
  problemOf: (tokens: Token, steps: number, many: boolean) => P,
  place: DecoderPlace<P, State>,
): Decoder<Token, State & { readonly steps: number }> {
  let steps = firstSteps;
  /** Of `steps`, those that the state has, or will have when what is submitted is done. */
  let taken = firstSteps;
  let failure: { readonly call: number; readonly cause: unknown } | null = null;
  let calls = 0;
  /** Calls that waited behind one that was stopped, from the first to before the last. */
  const refused: { readonly from: number; readonly to: number }[] = [];
  let disposed = false;
  let pending = 0;
  let turns: Promise<unknown> = Promise.resolve();
  let results: Promise<unknown> = Promise.resolve();

  /** Runs `job` after those before it. */
  function inTurn<T>(job: () => Promise<T>): Promise<T> {
    const turn = turns.then(job);
    turns = turn.catch(nothing);
    return turn;
  }

  /** The decoder is in use until `work` settles. */
  function using<T>(work: Promise<T>): Promise<T> {
    pending++;
    return work.finally(() => {
      pending--;
      if (disposed && pending === 0) place.dispose();
    });
  }

  function fail(call: number, cause: unknown): void {
    failure ??= { call, cause };
  }

  /** Throws where a call before this one failed. */
  function checkWhole(call = Infinity): void {
    if (!failure || failure.call >= call) return;
    const { cause } = failure;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DeviceError('unavailable', `${name}: an earlier step gave no result (${reason}); open a new decoder`);
  }

  function checkOpen(): void {
    if (disposed) throw new DeviceError('unavailable', `${name}: the decoder was disposed; open a new one`);
  }

  async function submit(problem: P, call: number, options: Omit<TakeOptions, 'onTaken'>) {
    checkWhole(call);
    if (isRefused(call))
      throw new DeviceError(
        'unavailable',
        `${name}: a call before this one was stopped, so that its tokens are missing`,
      );
    try {
      const begun = await place.take(problem, { ...options, onTaken: (count) => (taken += count) });
      if (begun.isStopped) stop(call, taken);
      return begun;
    } catch (error) {
      if (isReason(error, options.signal)) stop(call, taken);
      else fail(call, error);
      throw error;
    }
  }

  function isRefused(call: number): boolean {
    return refused.some(({ from, to }) => call >= from && call < to);
  }

  /** Ends a call after step `last` of the sequence. Those that wait were counted behind tokens that are not taken. */
  function stop(call: number, last: number): void {
    refused.push({ from: call + 1, to: calls });
    steps = last;
  }

  async function finish(
    submitted: Promise<Taken>,
    before: Promise<unknown>,
    call: number,
    signal: AbortSignal | undefined,
  ): Promise<Decoded | null> {
    const { finish } = await submitted;
    await before;
    checkWhole(call);
    try {
      return await finish();
    } catch (error) {
      if (!isReason(error, signal)) fail(call, error);
      throw error;
    }
  }

  async function take(tokens: Token, given: DecodeOptions | undefined, many: boolean): Promise<Decoded | Undelivered> {
    checkOpen();
    checkWhole();
    const { readback, signal } = callOptions(given);
    const problem = problemOf(tokens, steps, many);
    signal?.throwIfAborted();
    const call = calls++;
    const options = { steps, readback, signal, many };
    steps += problem.sizes.T;
    let isWaiting = true;
    const begin = (): Promise<Taken> => {
      isWaiting = false;
      signal?.throwIfAborted();
      return submit(problem, call, options);
    };
    const leave = (): void => {
      if (isWaiting && !isRefused(call)) stop(call, options.steps);
    };
    signal?.addEventListener('abort', leave, { once: true });
    const submitted = inTurn(begin);
    const result = using(finish(submitted, results, call, signal)).finally(() =>
      signal?.removeEventListener('abort', leave),
    );
    results = result.catch(nothing);
    if (readback !== 'none') return (await unlessAborted(result, signal, () => !isWaiting))!;
    const { kept, ran, isStopped } = await unlessAborted(submitted, signal, () => !isWaiting);
    if (isStopped) await result;
    const read = async (): Promise<HostTensor> => {
      await result;
      return kept!.read();
    };
    return { kept: { ...kept!, read }, ran };
  }

  return {
    get steps() {
      return steps;
    },
    step: async (token, options?: DecodeOptions) => take(token, options, false) as Promise<never>,
    stepMany: async (tokens, options?: DecodeOptions) => take(tokens, options, true) as Promise<never>,
    async settled() {
      checkOpen();
      await results;
      if (failure) throw failure.cause;
    },
    async state() {
      checkOpen();
      checkWhole();
      const [call, before] = [calls, results];
      return using(
        inTurn(async () => {
          const now = taken;
          await before;
          checkWhole(call);
          return { ...(await place.state()), steps: now };
        }),
      );
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      if (pending === 0) place.dispose();
    },
  };
}
