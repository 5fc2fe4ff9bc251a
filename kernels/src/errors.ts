/** An argument that cannot be used. The message names it, says what it was and what was expected. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
  constructor(
    readonly argument: string,
    problem: string,
  ) {
    super(`${argument}: ${problem}`);
  }
}

/** Why a device job gave no result. */
export type DeviceFault =
  | 'unavailable' // no adapter, or the device was refused
  | 'lost' // the device went away while the job ran
  | 'timeout' // the device did not finish one submission in time
  | 'compile' // a shader did not compile
  | 'validation' // the device rejected the work
  | 'out-of-memory'
  | 'limit' // the job needs more than a device limit allows
  | 'incomplete' // an output still holds the value it was filled with before the job
  | 'out-of-bounds' // something wrote past the end of an output
  | 'non-finite' // NaN or infinity in an output
  | 'timing' // a time is too short for the clock, or for how the device says that it is done
  | 'self-check'; // an output differs from the float64 reference

/** A device job that yields no number, and the reason. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
  constructor(
    readonly fault: DeviceFault,
    message: string,
    /** Where the first bad value is: the plan's buffer name and the index of the word in it. */
    readonly position?: { readonly buffer: string; readonly index: number },
  ) {
    super(message);
  }
}

/** A token of a head, where a sequence left the range of numbers. */
export interface TokenPlace {
  readonly step: number;
  readonly batch: number;
  readonly head: number;
}

/** A result that is not finite, and the token with which that began. */
export class DivergedError extends DeviceError {
  readonly #what: string;

  constructor(
    readonly place: TokenPlace,
    what: string,
    position?: DeviceError['position'],
  ) {
    super(
      'non-finite',
      `diverged at step ${place.step} of batch ${place.batch}, head ${place.head}: ${what}`,
      position,
    );
    this.#what = what;
  }

  /** The same with the likely reason. */
  because(reason: string): DivergedError {
    return new DivergedError(this.place, `${this.#what}; ${reason}`, this.position);
  }

  /** The same for a sequence of which the steps before were counted too. */
  after(steps: number): DivergedError {
    return new DivergedError({ ...this.place, step: this.place.step + steps }, this.#what, this.position);
  }
}

/** The place of a token of results [B,H,T,…] by its index, (b·H + h)·T + t. */
export function tokenPlace(index: number, { H, T }: { readonly H: number; readonly T: number }): TokenPlace {
  const head = Math.floor(index / T);
  return { step: index % T, batch: Math.floor(head / H), head: head % H };
}

/** What was thrown, in words: anything can be. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
