import { CANARY_WORDS, checkCanary, checkComplete, checkFinite, fillCanary, fillOutput } from './guards.ts';
import type { KeptBuffers } from './keptBuffer.ts';
import { bufferBytes } from './limits.ts';
import type { BufferLedger } from './memory.ts';
import type { BufferPlan, KernelPlan } from './plan.ts';

/** The device buffers of one job: filled, guarded, read back, and destroyed on every path. */
export class JobBuffers {
  #buffers = new Map<string, GPUBuffer>();
  #staging = new Map<string, GPUBuffer>();
  #uniforms: GPUBuffer[] = [];

  constructor(
    readonly ledger: BufferLedger,
    readonly plan: KernelPlan,
    readonly kept: KeptBuffers,
  ) {}

  get(name: string): GPUBuffer {
    const buffer = this.kept[name]?.buffer ?? this.#buffers.get(name);
    if (!buffer) throw new Error(`plan ${this.plan.name} has no buffer "${name}"`);
    return buffer;
  }

  allocate(inputs: Readonly<Record<string, Float32Array>>): void {
    for (const plan of this.plan.buffers) {
      if (this.kept[plan.name]) continue;
      const buffer = this.ledger.create({
        label: plan.name,
        size: bufferBytes(plan),
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
        mappedAtCreation: true,
      });
      this.#buffers.set(plan.name, buffer);
      fill(plan, new Int32Array(buffer.getMappedRange()), inputs[plan.name]);
      buffer.unmap();
    }
    for (const plan of this.plan.buffers) {
      if (plan.role === 'input') continue;
      const size = returned(plan) ? bufferBytes(plan) : CANARY_WORDS * 4;
      const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
      this.#staging.set(plan.name, this.ledger.create({ label: `${plan.name} read-back`, size, usage }));
    }
  }

  /** A buffer for uniforms, which goes with the job's other ones. */
  createUniforms(descriptor: GPUBufferDescriptor): GPUBuffer {
    const buffer = this.ledger.create(descriptor);
    this.#uniforms.push(buffer);
    return buffer;
  }

  /** Copies results with their canaries, and the canaries of scratch buffers, to where they can be mapped. */
  encodeReadBack(encoder: GPUCommandEncoder): void {
    for (const plan of this.plan.buffers) {
      const staging = this.#staging.get(plan.name);
      if (!staging) continue;
      const offset = bufferBytes(plan) - staging.size;
      encoder.copyBufferToBuffer(this.get(plan.name), offset, staging, 0, staging.size);
    }
  }

  async map(): Promise<void> {
    await Promise.all([...this.#staging.values()].map((staging) => staging.mapAsync(GPUMapMode.READ)));
  }

  /** The mapped results by name; throws the DeviceError of the first guard that fails. */
  read(): Record<string, Float32Array> {
    const outputs: Record<string, Float32Array> = {};
    const words = new Map<BufferPlan, Int32Array>();
    for (const plan of this.plan.buffers) {
      const staging = this.#staging.get(plan.name);
      if (staging) words.set(plan, new Int32Array(staging.getMappedRange().slice(0)));
    }
    for (const [plan, read] of words) checkCanary(plan.name, read.subarray(read.length - CANARY_WORDS));
    for (const [plan, read] of words)
      if (plan.role === 'output') checkComplete(plan.name, read.subarray(0, plan.words));
    // Outputs before states: in an output, the position of the first bad number gives the step.
    for (const [plan, read] of [...words].sort(([a], [b]) => a.role.localeCompare(b.role))) {
      if (!returned(plan)) continue;
      checkFinite(plan.name, read.subarray(0, plan.words));
      outputs[plan.name] = new Float32Array(read.buffer, 0, plan.words);
    }
    return outputs;
  }

  destroy(): void {
    for (const buffer of [...this.#buffers.values(), ...this.#staging.values(), ...this.#uniforms])
      this.ledger.destroy(buffer);
  }
}

function returned(plan: BufferPlan): boolean {
  return plan.role === 'output' || plan.role === 'state';
}

function fill(plan: BufferPlan, words: Int32Array, input: Float32Array | undefined): void {
  if (plan.role === 'output') return fillOutput(words, plan.words);
  if (input) new Float32Array(words.buffer, words.byteOffset, plan.words).set(input);
  fillCanary(words, plan.words);
}
