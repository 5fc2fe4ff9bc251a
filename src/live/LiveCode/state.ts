import type { CellOutput } from '../cell/protocol.ts';
import type { RunEnd } from '../sandbox/client.ts';

/** Milliseconds that a cell may take. */
export const TIME_LIMIT = 20_000;

export interface CellState {
  /** `broken`: the sandbox could not be started. */
  readonly phase: 'idle' | 'running' | RunEnd['type'] | 'broken';
  readonly outputs: readonly CellOutput[];
  readonly end: RunEnd | null;
  /** Why the sandbox could not be started, else empty. */
  readonly trouble: string;
}

export const idle: CellState = { phase: 'idle', outputs: [], end: null, trouble: '' };
