import { DeviceError } from '../errors.ts';
import { popErrorScopes, pushErrorScopes } from './errorScopes.ts';
import { checkInputs, deviceErrorOf, finished } from './execute.ts';
import type { Execution } from './execute.ts';
import { CANARY_WORDS, checkCanary, checkComplete, checkFinite, fillCanary, fillOutput } from './guards.ts';
import type { KeptBuffers } from './keptBuffer.ts';
import { bufferBytes, checkLimits } from './limits.ts';
import type { Pipeline } from './pipelines.ts';
import type { BufferPlan, KernelPlan, PassPlan } from './plan.ts';
import type { DeviceRunner } from './runner.ts';
import { settingWords } from './shader.ts';

/** What a buffer is copied to, where it can be mapped: whole if it is a result, else its canary. */
interface ReadBack {
  readonly plan: BufferPlan;
  readonly offset: number;
  readonly bytes: number;
}

/**
 * A small plan that runs again and again with other inputs, in one submission each: its buffers, bindings and read-back
 * are made once. All guards of a job apply to every run. State stays in kept buffers.
 */
export class RepeatedJob {
  readonly #runner: DeviceRunner;
  readonly #kept: KeptBuffers;
  readonly #buffers = new Map<string, GPUBuffer>();
  /** Sentinels and canary of each output, to be copied over it before a run. */
  readonly #blanks = new Map<string, GPUBuffer>();
  readonly #bindings = new Map<string, { readonly uniforms: GPUBuffer | null; readonly group: GPUBindGroup }>();
  readonly #readBacks: ReadBack[] = [];
  readonly #staging: GPUBuffer;
  #disposed = false;

  /** @throws DeviceError('limit') where the plan exceeds a limit of the device, ('lost') */
  constructor(runner: DeviceRunner, plan: KernelPlan, kept: KeptBuffers) {
    if (runner.isLost) throw runner.lossError();
    checkLimits(plan, runner.device.limits);
    this.#runner = runner;
    this.#kept = kept;
    const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
    let bytes = 0;
    for (const buffer of plan.buffers) {
      if (!kept[buffer.name])
        this.#buffers.set(buffer.name, this.#create(buffer, STORAGE | COPY_SRC | COPY_DST, fillCanary));
      if (buffer.role === 'input') continue;
      if (buffer.role === 'output') this.#blanks.set(buffer.name, this.#create(buffer, COPY_SRC, fillOutput));
      const length = buffer.role === 'output' ? bufferBytes(buffer) : CANARY_WORDS * 4;
      this.#readBacks.push({ plan: buffer, offset: bytes, bytes: length });
      bytes += length;
    }
    this.#staging = runner.ledger.create({ label: `${plan.name} read-back`, size: bytes, usage: MAP_READ | COPY_DST });
  }

  /**
   * Runs a plan with the buffers of the one that the job was made for; its shader and uniforms may differ. One run at a
   * time. After a fault the job is of no use any more.
   */
  async run(plan: KernelPlan, inputs: Readonly<Record<string, Float32Array>>, flush: () => void): Promise<Execution> {
    const start = performance.now();
    if (this.#disposed) throw new DeviceError('unavailable', `${plan.name} was disposed`);
    const runner = this.#runner;
    if (runner.isLost) throw runner.lossError();
    checkInputs(plan, inputs, this.#kept);
    const pipelines: Pipeline[] = [];
    for (const pass of plan.passes)
      pipelines.push(runner.pipelines.ready(pass) ?? (await runner.whileAlive(runner.pipelines.get(pass))));
    flush();
    pushErrorScopes(runner.device);
    this.#submit(plan, pipelines, inputs);
    const mapped = this.#staging.mapAsync(GPUMapMode.READ);
    // What the device has to say about the submission is heard first; a failed mapping follows from it.
    mapped.catch(() => undefined);
    const error = await deviceErrorOf(runner, popErrorScopes(runner.device));
    if (error) throw error;
    await finished(runner, plan, mapped);
    const outputs = this.#read();
    const dispatches = plan.passes.length;
    return { outputs, dispatches, submissions: 1, milliseconds: performance.now() - start };
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const uniforms = [...this.#bindings.values()].flatMap((binding) => binding.uniforms ?? []);
    for (const buffer of [...this.#buffers.values(), ...this.#blanks.values(), ...uniforms, this.#staging])
      this.#runner.ledger.destroy(buffer);
  }

  #create(plan: BufferPlan, usage: number, fill: (words: Int32Array, dataWords: number) => void): GPUBuffer {
    const buffer = this.#runner.ledger.create({
      label: plan.name,
      size: bufferBytes(plan),
      usage,
      mappedAtCreation: true,
    });
    fill(new Int32Array(buffer.getMappedRange()), plan.words);
    buffer.unmap();
    return buffer;
  }

  #get(name: string): GPUBuffer {
    return this.#kept[name]?.buffer ?? this.#buffers.get(name)!;
  }

  #submit(plan: KernelPlan, pipelines: readonly Pipeline[], inputs: Readonly<Record<string, Float32Array>>): void {
    const { queue } = this.#runner.device;
    const encoder = this.#runner.device.createCommandEncoder({ label: plan.name });
    for (const { name, role } of plan.buffers)
      if (role === 'input') queue.writeBuffer(this.#get(name), 0, inputs[name] as Float32Array<ArrayBuffer>);
    for (const [name, blank] of this.#blanks) encoder.copyBufferToBuffer(blank, 0, this.#get(name), 0, blank.size);
    const computePass = encoder.beginComputePass({ label: plan.name });
    plan.passes.forEach((pass, index) => {
      computePass.setPipeline(pipelines[index]!.pipeline);
      computePass.setBindGroup(0, this.#bind(pass, pipelines[index]!));
      computePass.dispatchWorkgroups(...pass.workgroups);
    });
    computePass.end();
    for (const { plan: buffer, offset, bytes } of this.#readBacks)
      encoder.copyBufferToBuffer(this.#get(buffer.name), bufferBytes(buffer) - bytes, this.#staging, offset, bytes);
    queue.submit([encoder.finish()]);
  }

  /** The results, checked as those of any job. */
  #read(): Record<string, Float32Array> {
    const words = new Int32Array(this.#staging.getMappedRange().slice(0));
    this.#staging.unmap();
    const outputs: Record<string, Float32Array> = {};
    for (const { plan, offset, bytes } of this.#readBacks)
      checkCanary(plan.name, words.subarray((offset + bytes) / 4 - CANARY_WORDS, (offset + bytes) / 4));
    for (const { plan, offset } of this.#readBacks) {
      if (plan.role !== 'output') continue;
      const data = words.subarray(offset / 4, offset / 4 + plan.words);
      checkComplete(plan.name, data);
      checkFinite(plan.name, data);
      outputs[plan.name] = new Float32Array(words.buffer, offset, plan.words);
    }
    return outputs;
  }

  /** The bindings of a pass with certain uniforms, of which a job has few: made once for each. */
  #bind(pass: PassPlan, { layout }: Pipeline): GPUBindGroup {
    const numbers = settingWords(pass, pass.range ?? { begin: 0, end: 0 });
    const key = `${pass.label} ${numbers.join(' ')}`;
    const known = this.#bindings.get(key);
    if (known) return known.group;
    const entries: GPUBindGroupEntry[] = pass.bindings.map((name, binding) => ({
      binding,
      resource: { buffer: this.#get(name) },
    }));
    const uniforms = numbers.length > 0 ? this.#uniformBuffer(numbers) : null;
    if (uniforms) entries.push({ binding: entries.length, resource: { buffer: uniforms } });
    const group = this.#runner.device.createBindGroup({ layout, entries });
    this.#bindings.set(key, { uniforms, group });
    return group;
  }

  #uniformBuffer(numbers: readonly number[]): GPUBuffer {
    const size = 4 * numbers.length;
    const buffer = this.#runner.ledger.create({
      label: 'uniforms',
      size,
      usage: GPUBufferUsage.UNIFORM,
      mappedAtCreation: true,
    });
    new Uint32Array(buffer.getMappedRange()).set(numbers);
    buffer.unmap();
    return buffer;
  }
}
