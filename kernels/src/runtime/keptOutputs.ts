import { DeviceError } from '../errors.ts';
import { popErrorScopes, pushErrorScopes } from './errorScopes.ts';
import { deviceErrorOf, finished } from './execute.ts';
import type { KernelPlan, PassPlan } from './plan.ts';
import { outputsOf, readBackOf, readOutputs } from './readBack.ts';
import type { RunOutputs } from './readBack.ts';
import type { DeviceRunner } from './runner.ts';
import { fillOutput } from './guards.ts';
import { createSlots } from './slots.ts';

/** Buffers for the outputs of several runs, and the bindings that were made with them. */
export class OutputSlots {
  readonly #runner: DeviceRunner;
  readonly #buffers = new Map<string, GPUBuffer>();
  /** By pass and slot. */
  readonly groups = new WeakMap<PassPlan, GPUBindGroup[]>();

  constructor(
    runner: DeviceRunner,
    plan: KernelPlan,
    readonly slots: number,
  ) {
    this.#runner = runner;
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    for (const output of outputsOf(plan)) {
      const buffer = createSlots(runner.ledger, output, slots, STORAGE | COPY_SRC | COPY_DST, fillOutput);
      this.#buffers.set(output.name, buffer);
    }
  }

  get(name: string): GPUBuffer {
    return this.#buffers.get(name)!;
  }

  destroy(): void {
    for (const buffer of this.#buffers.values()) this.#runner.ledger.destroy(buffer);
  }
}

/** Outputs of runs that stay on the device. Who asked for them has them until it disposes them. */
export class KeptOutputs {
  readonly #runner: DeviceRunner;
  readonly #plan: KernelPlan;
  readonly #done: (slots: OutputSlots) => void;
  #slots: OutputSlots | null;

  /** `done` takes the slots back. */
  constructor(runner: DeviceRunner, plan: KernelPlan, slots: OutputSlots, done: (slots: OutputSlots) => void) {
    this.#runner = runner;
    this.#plan = plan;
    this.#slots = slots;
    this.#done = done;
  }

  get slots(): OutputSlots {
    if (!this.#slots) throw new DeviceError('unavailable', `the outputs of ${this.#plan.name} were disposed`);
    return this.#slots;
  }

  /** Reads the outputs of all runs, guarded like any result. */
  async read(): Promise<RunOutputs[]> {
    const runner = this.#runner;
    const { slots } = this;
    return runner.enqueue(async () => {
      if (runner.isLost) throw runner.lossError();
      const { regions, bytes } = readBackOf({ ...this.#plan, buffers: outputsOf(this.#plan) }, slots.slots, 0, 'all');
      const { MAP_READ, COPY_DST } = GPUBufferUsage;
      pushErrorScopes(runner.device);
      const staging = runner.ledger.create({ label: 'kept outputs', size: bytes, usage: MAP_READ | COPY_DST });
      try {
        const encoder = runner.device.createCommandEncoder({ label: 'read kept outputs' });
        for (const region of regions)
          encoder.copyBufferToBuffer(slots.get(region.plan.name), region.from, staging, region.to, region.bytes);
        runner.device.queue.submit([encoder.finish()]);
        const mapped = staging.mapAsync(GPUMapMode.READ);
        mapped.catch(() => undefined);
        const error = await deviceErrorOf(runner, popErrorScopes(runner.device));
        if (error) throw error;
        await finished(runner, this.#plan, mapped);
        return readOutputs(this.#plan, { regions, bytes }, slots.slots, staging.getMappedRange().slice(0));
      } finally {
        runner.ledger.destroy(staging);
      }
    });
  }

  /** Gives the buffers back. Calling it again does nothing. */
  dispose(): void {
    if (this.#slots) this.#done(this.#slots);
    this.#slots = null;
  }
}
