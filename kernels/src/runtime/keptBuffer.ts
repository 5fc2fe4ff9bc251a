import { fillCanary } from './guards.ts';
import { bufferBytes } from './limits.ts';
import type { BufferLedger } from './memory.ts';

/** Numbers that stay on the device between jobs, for a state that is advanced without being read back. */
export class KeptBuffer {
  readonly words: number;
  readonly #buffer: GPUBuffer;
  #disposed = false;

  constructor(
    readonly ledger: BufferLedger,
    readonly label: string,
    data: Float32Array,
  ) {
    this.words = data.length;
    this.#buffer = ledger.create({
      label,
      size: bufferBytes(this),
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
      mappedAtCreation: true,
    });
    const words = new Int32Array(this.#buffer.getMappedRange());
    new Float32Array(words.buffer, 0, data.length).set(data);
    fillCanary(words, data.length);
    this.#buffer.unmap();
  }

  get buffer(): GPUBuffer {
    if (this.#disposed) throw new Error(`"${this.label}" was disposed`);
    return this.#buffer;
  }

  /** Frees the memory. Calling it again does nothing. */
  dispose(): void {
    if (!this.#disposed) this.ledger.destroy(this.#buffer);
    this.#disposed = true;
  }
}

/** Kept buffers by the names that a plan gives its buffers. */
export type KeptBuffers = Readonly<Record<string, KeptBuffer>>;
