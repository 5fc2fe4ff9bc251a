import type { BufferLedger } from './memory.ts';

/** Buffers at most: one is filled while the one before it is mapped. */
const MOST = 2;

/** Mappable buffers that are used in turn. The second is made when the first is needed twice at once. */
export class StagingTurns {
  readonly #ledger: BufferLedger;
  readonly #label: string;
  readonly #size: number;
  readonly #all: GPUBuffer[] = [];
  #free: GPUBuffer[] = [];
  #waiting: ((buffer: GPUBuffer) => void)[] = [];

  constructor(ledger: BufferLedger, label: string, size: number) {
    this.#ledger = ledger;
    this.#label = label;
    this.#size = size;
    this.#free.push(this.#create());
  }

  /** A buffer that nobody has; waits for one where all are in use. */
  async take(): Promise<GPUBuffer> {
    const free = this.#free.pop();
    if (free) return free;
    if (this.#all.length < MOST) return this.#create();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  release(buffer: GPUBuffer): void {
    const next = this.#waiting.shift();
    if (next) next(buffer);
    else this.#free.push(buffer);
  }

  destroy(): void {
    for (const buffer of this.#all) this.#ledger.destroy(buffer);
  }

  #create(): GPUBuffer {
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const buffer = this.#ledger.create({ label: `${this.#label} read-back`, size: this.#size, usage });
    this.#all.push(buffer);
    return buffer;
  }
}
