import type { Failure } from '../worker/protocol.ts';
import type { Phase } from '../shared/phase.ts';
import type { Heard, Opened, Refused, Transformed } from './protocol.ts';

/** What came out of a file’s model. */
export type Result =
  ({ readonly kind: 'tokens' } & Heard) | ({ readonly kind: 'vectors'; readonly seed: number } & Transformed);

export interface FileState {
  readonly phase: Phase;
  /** What is done meanwhile, in words; empty where nothing is. */
  readonly busy: string;
  /** Of the file. */
  readonly name: string;
  readonly opened: Opened | null;
  readonly refused: Refused | null;
  /** Why there is no result. */
  readonly failure: Failure | null;
  readonly result: Result | null;
}

export const idle: FileState = {
  phase: 'recorded',
  busy: '',
  name: '',
  opened: null,
  refused: null,
  failure: null,
  result: null,
};

/** For readers who do not see the page. */
export function announce({ phase, busy, name, opened, refused, failure, result }: FileState): string {
  if (busy) return busy;
  if (failure) return `${failure.what} ${failure.why} ${failure.next}`;
  if (refused) return `${refused.failure.what} ${refused.failure.why}`;
  if (result) return `Computed on ${result.ran.adapter}.`;
  if (opened) return `${name} is open, as ${opened.class}.`;
  return phase === 'cancelled' ? 'Cancelled.' : '';
}

/** The result for programs that read the page; without its numbers where they are more than a page should hold. */
export function published({ opened, result }: FileState): object | null {
  if (!opened || !result) return null;
  const { width, values, ran } = result;
  const shape = [values.length / width, width];
  const numbers = values.length <= 2 ** 16 ? { values: [...values] } : {};
  const classes = result.kind === 'tokens' && result.classes ? { classes: [...result.classes] } : {};
  const asked = result.kind === 'tokens' ? { tokens: result.tokens } : { seed: result.seed };
  return {
    class: opened.class,
    parameters: opened.parameters,
    ran,
    ...asked,
    output: { shape, ...numbers },
    ...classes,
  };
}
