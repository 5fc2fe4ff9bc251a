import { useId, type ReactNode } from 'react';
import type { TracedPicture } from '@vla/kernels/tasks';
import styles from './styles.module.css';
import type { Shown } from './picture.ts';
import type { Guesses } from './protocol.ts';

export const rules = ['none', 'distance', 'tips', 'tracing'] as const;
export type Rule = (typeof rules)[number];

const names: Readonly<Record<Rule, string>> = {
  none: 'none',
  distance: 'the distance of the marks',
  tips: 'distance and directions of the marked dashes',
  tracing: 'tracing the path',
};

interface RulesProps {
  readonly rule: Rule;
  readonly onRule: (rule: Rule) => void;
  readonly picture: Shown;
  readonly guesses: Guesses | null;
  readonly traced: TracedPicture | null;
  readonly busy: boolean;
}

/** Which rule would guess the answer, and what each says. */
export default function Rules({ rule, onRule, picture, guesses, traced, busy }: RulesProps): ReactNode {
  const id = useId();
  return (
    <fieldset className={styles.rules}>
      <legend>Which rule would guess this?</legend>
      {rules.map((name) => (
        <label key={name}>
          <input type="radio" name={id} value={name} checked={rule === name} onChange={() => onRule(name)} />
          {names[name]}
        </label>
      ))}
      <p role="status" data-verdict-of={rule}>
        {busy ? 'The worker looks…' : verdict(rule, { picture, guesses, traced })}
      </p>
    </fieldset>
  );
}

const answer = (label: 0 | 1): string => (label === 1 ? 'yes, one path' : 'no, two paths');

type Known = Pick<RulesProps, 'picture' | 'guesses' | 'traced'>;

function verdict(rule: Rule, { picture, guesses, traced }: Known): string {
  const { label, markers } = picture;
  if (rule === 'none') return '';
  if (label === null) return `${markers.length === 0 ? 'No end is' : 'One end is'} marked: two are needed.`;
  const judged = (said: 0 | 1): string =>
    `${answer(said)}: ${said === label ? 'right' : `wrong, it is ${answer(label)}`}`;
  if (rule === 'tracing') {
    if (!traced) return '';
    if (traced.label === null) return 'The checker finds no two marks on dashes in these pixels.';
    return `The checker sees ${traced.dashes.length} dashes and says ${judged(traced.label)}. It has read the pixels and nothing else, on the processor.`;
  }
  if (!guesses) return '';
  const share = `${(100 * guesses.floors[rule]).toFixed(1)} %`;
  return `This rule says ${judged(guesses[rule])}. Of ${guesses.scored} other pictures of this kind it is right in ${share}. Found on the processor: no model is asked.`;
}
