import { writtenAs } from '@vla/kernels/tasks';
import type { Reading } from '../Training/protocol.ts';
import type { Bracket, Expression } from './expression.ts';

/** What a model says that a bracket comes to. */
export interface Answer {
  /** A digit; a model that has learned little may name any other token. */
  readonly word: string;
  /** 0 … 1. */
  readonly probability: number;
  readonly right: boolean;
}

/** A model’s answers, by the position of the closing bracket. */
export type Answers = ReadonlyMap<number, Answer>;

/** @param readings what the model said after each token of the expression */
export function answersOf({ brackets }: Expression, readings: readonly Reading[]): Answers {
  return new Map(brackets.map((bracket) => [bracket.position, answerAt(bracket, readings[bracket.position]!)]));
}

function answerAt({ value }: Bracket, { next }: Reading): Answer {
  const { token, probability } = next[0]!;
  return { word: writtenAs([token]) || 'padding', probability, right: token === value };
}

/** "3 of 4 brackets right". */
export function inWords(answers: Answers): string {
  const right = [...answers.values()].filter((answer) => answer.right).length;
  return `${right} of ${answers.size} ${answers.size === 1 ? 'bracket' : 'brackets'} right`;
}
