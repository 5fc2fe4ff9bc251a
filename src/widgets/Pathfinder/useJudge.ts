import { useEffect, useMemo, useState } from 'react';
import type { Cue, TracedPicture } from '@vla/kernels/tasks';
import { messageOf } from '../../lib/messageOf.ts';
import { QuestionClient } from '../worker/questionClient.ts';
import type { Offered } from './controls.ts';
import { pairOf } from './own.ts';
import type { Shown } from './picture.ts';
import type { Answers, Guesses, Question } from './protocol.ts';
import type { Rule } from './Rules.tsx';

const create = (): Worker =>
  new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'pathfinder' });

const named = { program: 'that judges pictures', again: 'ask' };

interface Judged {
  readonly picture: Shown;
  readonly rule: Rule;
  readonly guesses: Guesses | null;
  readonly traced: TracedPicture | null;
  readonly problem: string;
}

export interface Judgement extends Omit<Judged, 'picture' | 'rule'> {
  readonly busy: boolean;
}

const none = { guesses: null, traced: null, problem: '' };

/** What the chosen rule says to the picture on show, asked anew whenever either changes. */
export function useJudge(picture: Shown, rule: Rule, kind: { readonly preset: Offered; readonly cue: Cue }): Judgement {
  const client = useMemo(() => new QuestionClient<Question, Answers>(create, named), []);
  useEffect(() => () => client.dispose(), [client]);
  const [judged, setJudged] = useState<Judged | null>(null);
  const { preset, cue } = kind;
  const markers = useMemo(() => pairOf(picture.markers), [picture]);
  const wanted = rule !== 'none' && markers !== null;
  useEffect(() => {
    if (!wanted) return;
    let stale = false;
    const { pixels, size } = picture;
    const found =
      rule === 'tracing'
        ? client.ask({ kind: 'trace', pixels, size, preset }).then((traced) => ({ ...none, traced }))
        : client.ask({ kind: 'rules', markers, preset, cue }).then((guesses) => ({ ...none, guesses }));
    found
      .catch((error: unknown) => ({ ...none, problem: messageOf(error) }))
      .then((one) => stale || setJudged({ picture, rule, ...one }));
    return () => {
      stale = true;
    };
  }, [client, wanted, picture, markers, rule, preset, cue]);
  const isOfThis = judged?.picture === picture && judged.rule === rule;
  return { ...(isOfThis ? judged : none), busy: wanted && !isOfThis };
}
