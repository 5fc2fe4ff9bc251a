import { useMemo, type ReactNode } from 'react';
import { answerKnowing } from '@vla/kernels/tasks';
import type { Answers } from './answers.ts';
import Brackets from './Brackets.tsx';
import type { Rung } from './controls.ts';
import type { Expression } from './expression.ts';
import Floors from './Floors.tsx';
import { experienceOf, levelsOf } from './floors.ts';
import { ruleInWords } from './levels.ts';
import Levels from './Levels.tsx';
import Nested from './Nested.tsx';
import styles from './styles.module.css';
import { useFloors } from './useFloors.ts';

interface PictureProps {
  readonly expression: Expression;
  readonly rung: Rung;
  readonly known: number;
  readonly onKnown: (known: number) => void;
  readonly answers: Answers | null;
}

/** An expression, what a rule that knows some of its levels sees of it and guesses, and how often such a rule is right. */
export default function Picture({ expression, rung, known, onKnown, answers }: PictureProps): ReactNode {
  const floors = useFloors(rung, 'root');
  const experience = useMemo(() => experienceOf(rung), [rung]);
  const { root, tree, brackets } = expression;
  const most = Math.max(levelsOf(rung), ...brackets.map(({ level }) => level));
  const given = Math.min(known, most);
  const guess = answerKnowing(tree, given, experience);
  return (
    <div className={styles.picture}>
      <div className={styles.expression} data-expression>
        <Nested bracket={root} known={given} answers={answers} />
      </div>
      <p className={styles.legend}>
        <span className={styles.checked}>0</span> what the checker finds; with ✓ or ✗ what the model says; grey: what
        the rule below does not see.
      </p>
      <Levels known={given} most={most} onChange={onKnown} />
      <p className={styles.guess} data-guess={guess}>
        {`Who knows ${ruleInWords(given)} answers ${guess}: ${guess === root.value ? 'right' : `wrong, it is ${root.value}`}.`}
      </p>
      {floors && <Floors floors={floors} known={given} />}
      <Brackets expression={expression} known={given} answers={answers} />
    </div>
  );
}
