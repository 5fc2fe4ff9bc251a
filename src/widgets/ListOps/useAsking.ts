import { useRef, useState } from 'react';
import { messageOf } from '../../lib/messageOf.ts';
import type { RunOptions } from '@vla/kernels/training';
import type { TrainingClient } from '../Training/client.ts';
import type { LoadedModel } from '../Training/protocol.ts';
import type { BackendChoice } from '../worker/protocol.ts';
import { answersOf, type Answers } from './answers.ts';
import type { Expression } from './expression.ts';

/** The model of a file, or the one that was trained here. */
export type Asked = 'recorded' | 'trained';

interface Answered {
  readonly expression: Expression;
  readonly by: Asked;
  readonly answers: Answers;
}

export interface Asking {
  /** What is being done, in words; empty when nothing is. */
  readonly busy: string;
  /** Why there is no answer. */
  readonly problem: string;
  readonly answered: Answered | null;
  /** The recorded model, once it was loaded. */
  readonly recorded: LoadedModel | null;
  readonly ask: (by: Asked, expression: Expression) => void;
}

interface Sources {
  readonly client: TrainingClient;
  /** Address of the recorded model. */
  readonly file: string;
  readonly backend: BackendChoice;
  /** What the trained model was trained with. */
  readonly trained: RunOptions | null;
}

/** Asks models for the brackets of expressions. The recorded one is fetched when it is first asked. */
export function useAsking({ client, file, backend, trained }: Sources): Asking {
  const [busy, setBusy] = useState('');
  const [problem, setProblem] = useState('');
  const [answered, setAnswered] = useState<Answered | null>(null);
  const [recorded, setRecorded] = useState<LoadedModel | null>(null);
  const loading = useRef<Promise<LoadedModel> | null>(null);

  const load = (): Promise<LoadedModel> =>
    (loading.current ??= fetched(file).then((bytes) => client.ask({ kind: 'load', bytes, backend })));

  const answer = async (by: Asked, expression: Expression): Promise<Answered> => {
    if (by === 'recorded') {
      const model = await load();
      setRecorded(model);
      checkLength(expression, model.options);
    } else if (trained) {
      checkLength(expression, trained);
    }
    const { tokens } = expression;
    const model = by === 'recorded' ? 'loaded' : 'first';
    return {
      expression,
      by,
      answers: answersOf(expression, await client.ask({ kind: 'ask', model, tokens, added: 0 })),
    };
  };

  const ask: Asking['ask'] = (by, expression) => {
    setBusy(by === 'recorded' && !recorded ? 'Loading the recorded model…' : 'The model reads…');
    setProblem('');
    answer(by, expression)
      .then(setAnswered, (error: unknown) => {
        // The worker may be gone, and the model with it.
        if (!(error instanceof LengthError)) loading.current = null;
        setProblem(messageOf(error));
      })
      .finally(() => setBusy(''));
  };
  return { busy, problem, answered, recorded, ask };
}

class LengthError extends Error {}

/** A model has vectors for as many positions as the longest expression that it was trained on. */
function checkLength({ tokens }: Expression, { task }: RunOptions): void {
  const most = Number(task.settings?.['maxLength']);
  if (tokens.length <= most) return;
  throw new LengthError(
    `The expression has ${tokens.length} tokens, and this model reads at most ${most}: shorten it, or train on a longer rung.`,
  );
}

async function fetched(url: string): Promise<Uint8Array> {
  const response = await fetch(url).catch(() => {
    throw new Error('The recorded model could not be loaded: the network is away.');
  });
  if (!response.ok) throw new Error(`The recorded model could not be loaded (status ${response.status}).`);
  return new Uint8Array(await response.arrayBuffer());
}
