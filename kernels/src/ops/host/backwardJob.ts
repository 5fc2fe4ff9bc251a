import type { HostTensor } from '../../tensor.ts';
import { checkConverged } from './job.ts';
import type { HostJob } from './job.ts';

/** A recurrence over the tokens of each head that can be gone through backwards. */
export interface ReversibleRecurrence<State, Result> {
  readonly heads: number;
  /** Steps per head. */
  readonly T: number;
  /** Numbers in a state. */
  readonly stateSize: number;
  /** The state of a head before its first step. */
  start(head: number): State;
  copy(state: State): State;
  /** Moves the state past a token in place; `index` is (b·H + h)·T + t. */
  advance(state: State, index: number): void;
  /** Called once per head, with the state after its last step, before its tokens are reversed. */
  end(head: number, state: State): void;
  /** Called for the tokens of a head from the last to the first, with the state before and after the token. */
  reverse(index: number, before: State, after: State): void;
  finish(): Result;
}

/** Numbers in all states of a head up to which each of them is kept. */
const MOST_KEPT = 2 ** 21;

/**
 * Goes through every head forwards and then backwards. The states of a short sequence are all kept. Of a long one, those
 * at the start of each of about √T segments are; the others are computed a second time when their segment is reversed,
 * so that 2√T states are in memory instead of T.
 */
export function backwardJob<State, Result>(recurrence: ReversibleRecurrence<State, Result>): HostJob<Result> {
  const { heads, T } = recurrence;
  const length = T * recurrence.stateSize <= MOST_KEPT ? 1 : Math.ceil(Math.sqrt(T));
  let state: State;
  let kept: State[] = [];
  let segment: State[] = [];

  function forwards(head: number, t: number): void {
    if (t === 0) [state, kept] = [recurrence.start(head), []];
    if (t % length === 0) kept.push(recurrence.copy(state));
    recurrence.advance(state, head * T + t);
    if (t === T - 1) recurrence.end(head, state);
  }

  /** The states before each token of a segment, the last of which is token `last`. */
  function statesOf(head: number, last: number): State[] {
    const first = last - (last % length);
    const states = [kept[first / length]];
    for (let t = first; t < last; t++) {
      const next = recurrence.copy(states[states.length - 1]);
      recurrence.advance(next, head * T + t);
      states.push(next);
    }
    return states;
  }

  function backwards(head: number, t: number): void {
    if (t === T - 1 || t % length === length - 1) segment = statesOf(head, t);
    const before = segment[t % length];
    recurrence.reverse(head * T + t, before, state);
    state = before;
  }

  return {
    steps: 2 * heads * T,
    run(step) {
      const head = Math.floor(step / (2 * T));
      const t = step % (2 * T);
      if (t < T) forwards(head, t);
      else backwards(head, 2 * T - 1 - t);
    },
    finish: () => recurrence.finish(),
  };
}

/** Throws unless every gradient is finite: one that overflowed is no result. */
export function checkGradients<Gradients extends object>(gradients: Gradients): Gradients {
  for (const [name, { data }] of Object.entries(gradients) as [string, HostTensor][]) {
    checkConverged(data, () => `in the gradient of ${name}`);
  }
  return gradients;
}
