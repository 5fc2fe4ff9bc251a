export interface DeviceMemory {
  /** Buffers that exist now. */
  readonly buffers: number;
  /** Their sizes added up. */
  readonly bytes: number;
}

/** Creates the buffers of jobs and counts them, so that a leak is a number. */
export class BufferLedger {
  #live = new Map<GPUBuffer, number>();

  constructor(readonly device: GPUDevice) {}

  create(descriptor: GPUBufferDescriptor): GPUBuffer {
    const buffer = this.device.createBuffer(descriptor);
    this.#live.set(buffer, descriptor.size);
    return buffer;
  }

  destroy(buffer: GPUBuffer): void {
    buffer.destroy();
    this.#live.delete(buffer);
  }

  memory(): DeviceMemory {
    let bytes = 0;
    for (const size of this.#live.values()) bytes += size;
    return { buffers: this.#live.size, bytes };
  }
}
