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

/** What was thrown, in words: anything can be. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
