import { useState } from 'react';
import { messageOf } from '../../lib/messageOf.ts';

export interface Attempts {
  /** How the last one ended, in words for the reader. */
  readonly message: string;
  /** Does something that may fail, as copying and saving do, and says `done` when it did not. */
  readonly attempt: (done: string, action: () => Promise<void> | void) => void;
}

/** What a reader tries with a result, and how it ended. */
export function useAttempt(): Attempts {
  const [message, setMessage] = useState('');
  const attempt: Attempts['attempt'] = (done, action) => {
    Promise.resolve()
      .then(action)
      .then(
        () => setMessage(done),
        (error: unknown) => setMessage(`That did not work: ${messageOf(error)}`),
      );
  };
  return { message, attempt };
}
