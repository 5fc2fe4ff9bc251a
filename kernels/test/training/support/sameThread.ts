import { serveReplica } from '../../../src/training/index.ts';
import type { FromReplica, OpenLine, ToReplica } from '../../../src/training/index.ts';

export interface Replicas {
  readonly open: OpenLine;
  /** What each was sent, in its order. */
  readonly received: ToReplica[][];
  /** Which were ended, in the order of the ends. */
  readonly ended: number[];
  /** Lets a replica fail from now on, or no more. */
  fail(replica: number, how: Failure | null): void;
}

/**
 * By an answer; by numbers that are not finite; by its death; by saying nothing; or by saying nothing until it is asked the next time, and answering
 * both then.
 */
type Failure = 'throws' | 'diverges' | 'dies' | 'hangs' | 'dawdles';

/**
 * Workers of a team that are no threads: they answer in this one, on its backend, by messages that are cloned and
 * transferred as between threads.
 */
export function sameThread(): Replicas {
  const received: ToReplica[][] = [];
  const ended: number[] = [];
  const failing = new Map<number, Failure | null>();
  return {
    received,
    ended,
    fail: (replica, how) => void failing.set(replica, how),
    open({ onMessage, onLoss }) {
      const replica = received.push([]) - 1;
      let hear: (event: Event) => void = () => undefined;
      let isOpen = true;
      const held: ToReplica[] = [];
      const say = (message: FromReplica, transfer: ArrayBuffer[]): void => {
        const data = structuredClone(message, { transfer });
        queueMicrotask(() => isOpen && onMessage(data));
      };
      const { dispose } = serveReplica({ postMessage: say, addEventListener: (_, listener) => (hear = listener) });
      return {
        post(message, transfer) {
          const data = structuredClone(message, { transfer });
          received[replica]!.push(data);
          const how = failing.get(replica);
          if (how === 'hangs') return;
          if (how === 'dies') return void setTimeout(() => onLoss('out of memory'), 0);
          if (how === 'dawdles') return void held.push(data);
          for (const late of held.splice(0))
            setTimeout(() => isOpen && hear(new MessageEvent('message', { data: late })), 0);
          if (how === 'diverges') data.weights.fill(NaN);
          // There is nothing to compute with.
          const given = how === 'throws' ? { ...data, batch: null as unknown as ToReplica['batch'] } : data;
          setTimeout(() => isOpen && hear(new MessageEvent('message', { data: given })), 0);
        },
        end() {
          isOpen = false;
          ended.push(replica);
          dispose();
        },
      };
    },
  };
}
