import { useCallback, useEffect, useRef, useState } from 'react';
import { messageOf } from '../../lib/messageOf.ts';
import { sentence } from '../../lib/sentence.ts';
import type { BackendChoice, Failure } from '../worker/protocol.ts';
import { RunError } from '../worker/protocol.ts';
import { QuestionClient } from '../worker/questionClient.ts';
import type { Answers, Question, Reading } from './protocol.ts';
import { checkFile } from './read.ts';
import { idle, type FileState, type Result } from './state.ts';

const create = (): Worker =>
  new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module', name: 'pytorch-file' });

const named = { program: 'that reads the file', again: 'open it' };

/** A file of the reader’s, or one that the site has. */
export type GivenFile = Pick<File, 'name' | 'size' | 'arrayBuffer'>;

export interface PyTorchFileWork {
  readonly state: FileState;
  readonly open: (file: GivenFile, reading: Reading, backend: BackendChoice) => void;
  /** Opens the file that is open, or was refused, as something else. */
  readonly reopen: (reading: Reading, backend: BackendChoice) => void;
  readonly askTokens: (tokens: readonly number[]) => void;
  readonly askVectors: (seed: number, count: number) => void;
  readonly save: () => Promise<Uint8Array<ArrayBuffer>>;
  readonly cancel: () => void;
  readonly refuse: (failure: Failure) => void;
}

/** One file at a time, in a worker of its own. What is asked later puts an end to what is still going on. */
export function usePyTorchFile(): PyTorchFileWork {
  const [state, setState] = useState(idle);
  const file = useRef<GivenFile | null>(null);
  const client = useRef<QuestionClient<Question, Answers> | null>(null);
  /** Counts what was begun: answers to anything but the last are dropped. */
  const turn = useRef(0);
  useEffect(() => () => client.current?.dispose(), []);

  const attempt = useCallback((busy: Partial<FileState>, work: () => Promise<Partial<FileState>>, what: string) => {
    const own = ++turn.current;
    setState((before) => ({ ...before, ...busy, phase: 'running', failure: null, refused: null, result: null }));
    work()
      .catch((error: unknown): Partial<FileState> => ({ phase: 'error', failure: failureOf(error, what) }))
      .then((change) => turn.current === own && setState((before) => ({ ...before, busy: '', ...change })));
  }, []);

  const open = useCallback<PyTorchFileWork['open']>(
    (given, reading, backend) => {
      file.current = given;
      const load = async (): Promise<Partial<FileState>> => {
        checkFile(given);
        // A worker that is busy with another file is not waited for.
        client.current?.dispose();
        client.current = new QuestionClient<Question, Answers>(create, named);
        const bytes = new Uint8Array(await given.arrayBuffer());
        const opening = await client.current.ask({ kind: 'open', bytes, backend, reading });
        if (opening.type === 'opened') return { phase: 'done', opened: opening.opened };
        return { phase: 'error', refused: opening.refused };
      };
      attempt({ busy: 'Opening…', name: given.name, opened: null }, load, 'The file could not be opened.');
    },
    [attempt],
  );

  const ask = useCallback(
    (question: Extract<Question, { kind: 'tokens' | 'vectors' }>): void => {
      const compute = async (): Promise<Partial<FileState>> => {
        const answer = await client.current!.ask(question);
        const asked = question.kind === 'tokens' ? { kind: 'tokens' } : { kind: 'vectors', seed: question.seed };
        return { phase: 'done', result: { ...asked, ...answer } as Result };
      };
      attempt({ busy: 'Computing…' }, compute, 'The model could not be computed.');
    },
    [attempt],
  );

  return {
    state,
    open,
    reopen: useCallback((reading, backend) => file.current && open(file.current, reading, backend), [open]),
    askTokens: useCallback((tokens) => ask({ kind: 'tokens', tokens }), [ask]),
    askVectors: useCallback((seed, count) => ask({ kind: 'vectors', seed, count }), [ask]),
    save: useCallback(() => client.current!.ask({ kind: 'file' }), []),
    cancel: useCallback(() => {
      turn.current++;
      client.current?.dispose();
      client.current = null;
      setState({ ...idle, phase: 'cancelled' });
    }, []),
    refuse: useCallback((failure) => {
      turn.current++;
      setState({ ...idle, phase: 'error', failure });
    }, []),
  };
}

const failureOf = (error: unknown, what: string): Failure => {
  if (error instanceof RunError) return error.failure;
  return { what, why: sentence(messageOf(error)), next: 'Choose another file, or open it again.' };
};
