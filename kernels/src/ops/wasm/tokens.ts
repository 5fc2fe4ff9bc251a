import type { WasmJob } from './call.ts';

/** About so many multiplications and additions make a step of a millisecond or less. */
export const OPERATIONS = 2 ** 23;

/** Cuts the tokens of every head into steps of a job, of a multiple of so many tokens but for the last. */
export function stepsByTokens(heads: number, T: number, operationsPerToken: number, multiple = 1) {
  const wanted = Math.floor(OPERATIONS / Math.max(1, operationsPerToken) / multiple) * multiple;
  const tokens = Math.min(T, Math.max(multiple, wanted));
  const perHead = Math.ceil(T / tokens);
  return {
    /** The most that a step takes. */
    tokens,
    steps: heads * perHead,
    /** The head of a step, and its tokens. */
    place(step: number): { readonly head: number; readonly first: number; readonly count: number } {
      const head = Math.floor(step / perHead);
      const first = (step % perHead) * tokens;
      return { head, first, count: Math.min(tokens, T - first) };
    },
  };
}

/** A step's work: tokens of a head. */
type Pass = (head: number, first: number, count: number) => void;

/** A job that goes through the tokens of each head forwards, and then backwards in the same pieces. */
export function thereAndBack(
  { steps, place }: ReturnType<typeof stepsByTokens>,
  heads: number,
  { forwards, backwards }: { readonly forwards: Pass; readonly backwards: Pass },
): WasmJob {
  const perHead = steps / heads;
  return {
    steps: 2 * steps,
    run(step) {
      const head = Math.floor(step / (2 * perHead));
      const index = step % (2 * perHead);
      const { first, count } = place(index < perHead ? index : 2 * perHead - 1 - index);
      if (index < perHead) forwards(head, first, count);
      else backwards(head, first, count);
    },
  };
}

/** Cuts all tokens, one head after another, into steps of a job, for kernels that know where a head begins and ends. */
export function stepsOverHeads(tokens: number, operationsPerToken: number) {
  const most = Math.max(1, Math.min(tokens, Math.floor(OPERATIONS / Math.max(1, operationsPerToken))));
  return {
    /** The most tokens that a step takes. */
    most,
    steps: Math.ceil(tokens / most),
    place: (step: number) => ({ first: step * most, count: Math.min(most, tokens - step * most) }),
  };
}
