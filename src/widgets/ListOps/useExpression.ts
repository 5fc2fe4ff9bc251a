import { useMemo, useState } from 'react';
import { messageOf } from '../../lib/messageOf.ts';
import type { Rung } from './controls.ts';
import { exampleOf } from './example.ts';
import { expressionOf, type Expression } from './expression.ts';

export interface TypedExpression {
  readonly text: string;
  /** Null where the text is none. */
  readonly expression: Expression | null;
  /** What is wrong with the text; empty where it is an expression. */
  readonly problem: string;
  readonly change: (text: string) => void;
  /** Draws another expression of the rung. */
  readonly draw: () => void;
}

/** Seed of the expressions that are drawn here; a run’s own seed draws others. */
const seed = 14;

/** The expression on show: one that was drawn, or what the reader typed. */
export function useExpression(rung: Rung): TypedExpression {
  const [index, setIndex] = useState(0);
  const [text, setText] = useState(() => exampleOf(rung, { seed, index: 0 }));
  // Another rung has other expressions.
  const [drawnOf, setDrawnOf] = useState(rung);
  if (drawnOf !== rung) {
    setDrawnOf(rung);
    setText(exampleOf(rung, { seed, index }));
  }
  const read = useMemo(() => {
    try {
      return { expression: expressionOf(text), problem: '' };
    } catch (error) {
      return { expression: null, problem: messageOf(error) };
    }
  }, [text]);
  const draw = (): void => {
    setIndex(index + 1);
    setText(exampleOf(rung, { seed, index: index + 1 }));
  };
  return { text, ...read, change: setText, draw };
}
