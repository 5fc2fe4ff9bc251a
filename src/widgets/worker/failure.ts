import { ArgumentError, DeviceError, type DeviceFault } from '@vla/kernels';
import { capitalized } from '../../lib/format.ts';
import { messageOf } from '../../lib/messageOf.ts';
import { sentence } from '../../lib/sentence.ts';
import { RunError, type Failure } from './protocol.ts';

const again = 'Run again, or choose the CPU under Settings.';
const report = 'No number is shown. Choose the CPU under Settings to compute the figure without the graphics device.';

const words: Record<DeviceFault, { readonly what: string; readonly next: string }> = {
  unavailable: { what: 'The graphics device could not be opened.', next: again },
  lost: {
    what: 'The graphics device was lost during the computation.',
    next: 'Run again: a new session is opened. If it happens twice, choose the CPU under Settings.',
  },
  timeout: { what: 'The graphics device did not answer in time.', next: again },
  compile: { what: 'A shader did not compile on this device.', next: report },
  validation: { what: 'The graphics device rejected the work.', next: report },
  'out-of-memory': { what: 'The graphics device ran out of memory.', next: 'Make the problem smaller and run again.' },
  limit: {
    what: 'These settings need more than the graphics device allows.',
    next: 'Make the problem smaller, or choose the CPU under Settings.',
  },
  incomplete: { what: 'The graphics device did not write the whole result.', next: report },
  'out-of-bounds': { what: 'The computation wrote past the end of its result.', next: report },
  'non-finite': {
    what: 'The computation diverged: a number in the result is not finite.',
    next: 'Change the settings, for example a larger λ₀, and run again.',
  },
  timing: {
    what: 'No time is shown, since none can be measured exactly enough here.',
    next: 'Make the problem larger and run again, or measure in another browser.',
  },
  'self-check': { what: 'The result failed its check against the float64 reference.', next: report },
};

/** A run that has nothing to compute without a graphics device. */
export class NeedsWebGpuError extends Error {
  override readonly name = 'NeedsWebGpuError';
  /** The reason is a part of a sentence that does not say what runs instead: nothing does. */
  constructor(
    reason: string | null,
    readonly next = 'Open the page in a browser that has WebGPU, or read what was recorded.',
  ) {
    super(sentence(capitalized(reason ?? 'there is none here')));
  }
}

/** An exception of the computation in words for the reader. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RunError) return error.failure;
  const why = sentence(messageOf(error));
  if (error instanceof NeedsWebGpuError) {
    return { what: 'This needs WebGPU.', why, next: error.next };
  }
  if (error instanceof DeviceError) return { what: words[error.fault].what, why, next: words[error.fault].next };
  if (error instanceof ArgumentError) {
    return { what: 'These settings cannot be computed.', why, next: 'Change the setting and run again.' };
  }
  return { what: 'The computation stopped.', why, next: again };
}
