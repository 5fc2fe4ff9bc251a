import type { TransformerConfig } from '../../model/index.ts';
import type { Line, OpenLine } from './lines.ts';
import { receivedError } from './messages.ts';
import type { FromReplica, GradientAnswer } from './messages.ts';
import type { BatchSlice } from './slices.ts';

/** A worker of a team beside the thread that leads it, and what it was last asked. */
export class Member {
  readonly #name: string;
  readonly #line: Line;
  readonly #ready: Promise<string>;
  #settle!: { readonly resolve: (backend: string) => void; readonly reject: (error: Error) => void };
  #asked: { call: number; resolve: (answer: GradientAnswer) => void; reject: (error: Error) => void } | null = null;
  #lost: Error | null = null;

  constructor(name: string, open: OpenLine, onLoss: (loss: Error) => void) {
    this.#name = name;
    this.#ready = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    // It may fail before anybody waits for it.
    this.#ready.catch(() => undefined);
    this.#line = open({
      onMessage: (message) => this.#receive(message),
      onLoss: (reason) => {
        const loss = new Error(`${name} stopped: ${reason}`);
        this.end(loss);
        onLoss(loss);
      },
    });
  }

  /** Resolves with the name of its backend once it has started. */
  get ready(): Promise<string> {
    return this.#ready;
  }

  ask(
    call: number,
    { batch, share }: BatchSlice,
    config: TransformerConfig,
    weights: Float32Array,
  ): Promise<GradientAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#lost);
      this.#asked = { call, resolve, reject };
      const own = Float32Array.from(weights);
      this.#line.post({ call, config, weights: own, batch, share }, [own.buffer]);
    });
  }

  end(reason: Error): void {
    if (this.#lost) return;
    this.#lost = reason;
    this.#settle.reject(reason);
    this.#asked?.reject(reason);
    this.#line.end();
  }

  #receive(message: FromReplica): void {
    if (message.type === 'ready') return this.#settle.resolve(message.backend);
    // The answer to a step that was given up is nobody's.
    if (message.call !== this.#asked?.call) return;
    if (message.type === 'gradient') this.#asked.resolve(message);
    else this.#asked.reject(receivedError(message.failure, this.#name));
  }
}
