import type { Failure } from '../../widgets/worker/protocol.ts';
import type { Deviation } from './compare.ts';

export interface ToKernelWorker {
  readonly kernel: string;
  readonly text: string;
  readonly seed: number;
}

/** What a compiler says of a line; lines count from 1, and 0 means the whole text. */
export interface CompilerMessage {
  readonly line: number;
  readonly column: number;
  readonly kind: 'error' | 'warning' | 'info';
  readonly message: string;
}

export type FromKernelWorker =
  | { readonly type: 'refused'; readonly messages: readonly CompilerMessage[]; readonly adapter: string }
  | {
      readonly type: 'compared';
      readonly messages: readonly CompilerMessage[];
      readonly deviations: readonly Deviation[];
      readonly adapter: string;
    }
  | { readonly type: 'failed'; readonly messages: readonly CompilerMessage[]; readonly failure: Failure };
