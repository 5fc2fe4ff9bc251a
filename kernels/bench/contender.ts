import type { Form } from '../src/runtime/types.ts';

/**
 * Something that is timed. Its inputs lie on the device before, and stay there; what it computes stays on the device
 * too. So a time is that of the computation alone: no upload and no read-back.
 */
export interface Contender {
  readonly label: string;
  /** Null for code that is not ours. Known after the first start. */
  readonly form: Form | null;
  /** Operations of one computation as counted in flops.ts, or null. */
  readonly flops: number | null;
  /** Submits one computation, and lets go of its results. */
  start(): void | Promise<void>;
  /** Resolves when the device has done all that was started. Rejects where it found something wrong. */
  settled(): Promise<void>;
  /** Computes once and reads the output back. */
  output(): Promise<Float32Array>;
  /** Milliseconds of the processors so far, where it computes in a process of its own. */
  processorTime?(): number;
  dispose(): void;
}
