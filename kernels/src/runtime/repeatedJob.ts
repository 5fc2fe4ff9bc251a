import { DeviceError } from '../errors.ts';
import { popErrorScopes, pushErrorScopes } from './errorScopes.ts';
import { checkInputs, finished, unlessFaulty } from './execute.ts';
import { fillCanary, fillOutput } from './guards.ts';
import type { KeptBuffers } from './keptBuffer.ts';
import { KeptOutputs, OutputSlots } from './keptOutputs.ts';
import { bufferBytes, checkLimits } from './limits.ts';
import type { Pipeline } from './pipelines.ts';
import type { BufferPlan, KernelPlan, PassPlan } from './plan.ts';
import { outputsOf, readBackOf, readOutputs } from './readBack.ts';
import type { ReadBack, Readback, RunOutputs } from './readBack.ts';
import type { DeviceRunner } from './runner.ts';
import { settingWords } from './shader.ts';
import { createSlots, slotBinding, slotBytes } from './slots.ts';
import { StagingTurns } from './stagingTurns.ts';
import { FLAG_WORDS, GUARD_BUFFERS, unreadGuardPass } from './unreadGuard.ts';

/** A plan with the buffers of the one that the job was made for, and its inputs. Its shader and settings may differ, in few ways. */
export interface Run {
  readonly plan: KernelPlan;
  readonly inputs: Readonly<Record<string, Float32Array>>;
}

export interface SubmitOptions {
  /** Default "all". */
  readonly readback?: Readback;
  /** Where the outputs go, from slot `from` on, a multiple of the job's slots. Default: to the job's own buffers. */
  readonly into?: { readonly outputs: KeptOutputs; readonly from: number } | null;
  /** The inputs are nobody else's and will not change, so the job needs no copy of them. Default false. */
  readonly unchanging?: boolean;
  /** Ends the submission while it waits for jobs before it. */
  readonly signal?: AbortSignal;
}

/** Some runs that were submitted. */
export interface Submission {
  readonly dispatches: number;
  /** What was read, run by run, when the device has done all. Rejects with the DeviceError of the first fault. */
  readonly done: Promise<readonly RunOutputs[]>;
}

/** Slots that are ready for those who will keep outputs again. */
const MOST_SPARE = 4;

/** A dispatch: a pass, and the runs that it takes, from that in slot `slot` on. */
interface Step {
  readonly pass: PassPlan;
  readonly slot: number;
  readonly runs: number;
}

/** The dispatches of some runs: each after the one before, or all together where they are of one plan that can. */
function stepsOf(plans: readonly KernelPlan[]): Step[] {
  const [first] = plans;
  const runs = plans.length;
  if (runs > 1 && first!.together && plans.every((plan) => plan === first))
    return first!.together(runs).map((pass) => ({ pass, slot: 0, runs }));
  return plans.flatMap(({ passes }, slot) => passes.map((pass) => ({ pass, slot, runs: 1 })));
}

/** What runs have as an input, in slots. */
function slotsOf(plan: BufferPlan, runs: readonly Run[]): Float32Array {
  const stride = slotBytes(plan) / 4;
  const data = new Float32Array((runs.length - 1) * stride + plan.words);
  runs.forEach(({ inputs }, slot) => data.set(inputs[plan.name]!, slot * stride));
  return data;
}

/** Inputs of some runs, by buffer, as they are uploaded. */
type Uploads = ReadonlyMap<string, Float32Array>;

/**
 * A small plan that runs again and again with other inputs and with its state in kept buffers, up to `slots` times in a
 * submission: its buffers, bindings, settings and read-back are made once. Inputs and outputs have a slot for each run. All
 * guards of a job apply to every run. A submission may follow while the one before it is still under way.
 */
export class RepeatedJob {
  readonly #runner: DeviceRunner;
  readonly #plan: KernelPlan;
  readonly #kept: KeptBuffers;
  readonly #slots: number;
  /** Inputs, in slots, and what stays on the device without being kept. */
  readonly #buffers = new Map<string, GPUBuffer>();
  /** Sentinels and canaries of each output, to be copied over it before its runs. */
  readonly #blanks = new Map<string, GPUBuffer>();
  readonly #uniforms = new Map<string, GPUBuffer>();
  readonly #guards = new Map<string, PassPlan>();
  readonly #own: OutputSlots;
  readonly #staging: StagingTurns;
  #flags: GPUBuffer | null = null;
  /** Slots that were kept by somebody and will be again. */
  #spare: OutputSlots[] = [];
  #disposed = false;

  /** @throws DeviceError('limit') where the plan exceeds a limit of the device, ('lost') */
  constructor(runner: DeviceRunner, plan: KernelPlan, kept: KeptBuffers, slots = 1) {
    if (runner.isLost) throw runner.lossError();
    checkLimits(plan, runner.device.limits);
    this.#runner = runner;
    this.#plan = plan;
    this.#kept = kept;
    this.#slots = slots;
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    const create = (buffer: BufferPlan, count: number) =>
      createSlots(runner.ledger, buffer, count, STORAGE | COPY_SRC | COPY_DST, fillCanary);
    for (const buffer of plan.buffers) {
      const { name, role } = buffer;
      if (role === 'output') this.#blanks.set(name, createSlots(runner.ledger, buffer, slots, COPY_SRC, fillOutput));
      else if (!kept[name]) this.#buffers.set(name, create(buffer, role === 'input' ? slots : 1));
    }
    this.#own = new OutputSlots(runner, plan, slots);
    const bytes = Math.max(readBackOf(plan, slots, 0, 'all').bytes, readBackOf(plan, slots, 0, 'last').bytes);
    this.#staging = new StagingTurns(runner.ledger, plan.name, bytes);
  }

  /** Room for the outputs of `count` runs, for {@link SubmitOptions.into}. The caller disposes it. */
  keepOutputs(count: number): KeptOutputs {
    const known = this.#spare.findIndex(({ slots }) => slots === count);
    const slots = this.#spare.splice(known, known < 0 ? 0 : 1)[0] ?? new OutputSlots(this.#runner, this.#plan, count);
    return new KeptOutputs(this.#runner, this.#plan, slots, (done) => {
      if (this.#disposed || this.#spare.length === MOST_SPARE) done.destroy();
      else this.#spare.push(done);
    });
  }

  /** The inputs of some runs, each slot by slot: a copy, but for those of a single run that will not change. */
  pack(runs: readonly Run[], unchanging = false): Uploads {
    if (runs.length === 0 || runs.length > this.#slots)
      throw new Error(`${this.#plan.name} was made for 1 to ${this.#slots} runs at once, not ${runs.length}`);
    for (const { plan, inputs } of runs) checkInputs(plan, inputs, this.#kept);
    const uploads = new Map<string, Float32Array>();
    for (const plan of this.#plan.buffers) {
      if (plan.role !== 'input') continue;
      const own = unchanging && runs.length === 1;
      uploads.set(plan.name, own ? runs[0]!.inputs[plan.name]! : slotsOf(plan, runs));
    }
    return uploads;
  }

  /** Submits runs whose inputs were packed. One call at a time. After a fault the job is of no use any more. */
  async submit(
    plans: readonly KernelPlan[],
    uploads: Uploads,
    { readback = 'all', into = null }: SubmitOptions,
    flush: () => void,
  ): Promise<Submission> {
    const runner = this.#runner;
    const from = into?.from ?? 0;
    if (from % this.#slots !== 0) throw new Error(`outputs begin at slot ${from}, no multiple of ${this.#slots}`);
    const guards = readback === 'all' ? [] : this.#guardsOf(plans.length);
    const steps = stepsOf(plans);
    const pipelines = new Map<PassPlan, Pipeline>();
    for (const pass of new Set([...steps.map((step) => step.pass), ...guards]))
      pipelines.set(pass, runner.pipelines.ready(pass) ?? (await runner.whileAlive(runner.pipelines.get(pass))));
    const staging = await this.#staging.take();
    const outputs = into ? into.outputs.slots : this.#own;
    const back = readBackOf(this.#plan, plans.length, from, readback);
    try {
      if (this.#disposed) throw new DeviceError('unavailable', `${this.#plan.name} was disposed`);
      if (runner.isLost) throw runner.lossError();
      flush();
      pushErrorScopes(runner.device);
      this.#encode({ runs: plans.length, steps, uploads, pipelines, guards, outputs, from, back, staging });
    } catch (error) {
      this.#staging.release(staging);
      throw error;
    }
    const caught = popErrorScopes(runner.device);
    const mapped = staging.mapAsync(GPUMapMode.READ, 0, back.bytes);
    mapped.catch(() => undefined);
    const read = async (): Promise<RunOutputs[]> => {
      // What the device has to say about the submission is heard first; a failed mapping follows from it.
      await finished(runner, this.#plan, unlessFaulty(caught, mapped));
      const bytes = staging.getMappedRange(0, back.bytes).slice(0);
      staging.unmap();
      return readOutputs(this.#plan, back, plans.length, bytes);
    };
    const done = read().finally(() => this.#staging.release(staging));
    done.catch(() => undefined);
    return { dispatches: steps.length + guards.length, done };
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const { ledger } = this.#runner;
    for (const buffers of [this.#buffers, this.#blanks, this.#uniforms])
      for (const buffer of buffers.values()) ledger.destroy(buffer);
    if (this.#flags) ledger.destroy(this.#flags);
    for (const slots of [this.#own, ...this.#spare]) slots.destroy();
    this.#staging.destroy();
  }

  #encode(args: {
    readonly runs: number;
    readonly steps: readonly Step[];
    readonly uploads: Uploads;
    readonly pipelines: ReadonlyMap<PassPlan, Pipeline>;
    readonly guards: readonly PassPlan[];
    readonly outputs: OutputSlots;
    readonly from: number;
    readonly back: ReadBack;
    readonly staging: GPUBuffer;
  }): void {
    const { runs, steps, uploads, pipelines, guards, outputs, from, back, staging } = args;
    const { queue } = this.#runner.device;
    const encoder = this.#runner.device.createCommandEncoder({ label: this.#plan.name });
    for (const [name, data] of uploads)
      queue.writeBuffer(this.#buffers.get(name)!, 0, data as Float32Array<ArrayBuffer>);
    for (const plan of outputsOf(this.#plan)) {
      const stride = slotBytes(plan);
      const target = outputs.get(plan.name);
      encoder.copyBufferToBuffer(this.#blanks.get(plan.name)!, 0, target, from * stride, runs * stride);
    }
    if (guards.length > 0) encoder.clearBuffer(this.#flags!);
    const computePass = encoder.beginComputePass({ label: this.#plan.name });
    const dispatch = (pass: PassPlan, slot: number, bind: (name: string) => GPUBufferBinding): void => {
      const pipeline = pipelines.get(pass)!;
      computePass.setPipeline(pipeline.pipeline);
      computePass.setBindGroup(0, this.#group(pass, pipeline, outputs, from + slot, bind));
      computePass.dispatchWorkgroups(...pass.workgroups);
    };
    for (const { pass, slot, runs } of steps)
      dispatch(pass, slot, (name) => this.#bindingOf(name, { slot, runs, outputs, from }));
    guards.forEach((guard, i) => {
      const output = outputsOf(this.#plan)[i]!;
      const stride = slotBytes(output);
      const unread = { buffer: outputs.get(output.name), offset: from * stride, size: runs * stride };
      dispatch(guard, 0, (name) => (name === GUARD_BUFFERS[0] ? unread : { buffer: this.#flags! }));
    });
    computePass.end();
    for (const { plan, what, from: start, bytes, to } of back.regions) {
      const source = {
        slots: () => outputs.get(plan.name),
        canary: () => this.#get(plan.name),
        flags: () => this.#flags!,
      };
      encoder.copyBufferToBuffer(source[what](), start, staging, to, bytes);
    }
    queue.submit([encoder.finish()]);
  }

  #get(name: string): GPUBuffer {
    return this.#kept[name]?.buffer ?? this.#buffers.get(name)!;
  }

  #bindingOf(
    name: string,
    { slot, runs, outputs, from }: Omit<Step, 'pass'> & { readonly outputs: OutputSlots; readonly from: number },
  ): GPUBufferBinding {
    const plan = this.#plan.buffers.find((buffer) => buffer.name === name)!;
    if (plan.role === 'output') return slotBinding(outputs.get(name), plan, from + slot, runs);
    if (plan.role === 'input') return slotBinding(this.#get(name), plan, slot, runs);
    return { buffer: this.#get(name), size: bufferBytes(plan) };
  }

  /** The bindings of a pass for a slot of outputs: made once. */
  #group(
    pass: PassPlan,
    { layout }: Pipeline,
    { groups }: OutputSlots,
    slot: number,
    bind: (name: string) => GPUBufferBinding,
  ): GPUBindGroup {
    const known = groups.get(pass) ?? [];
    groups.set(pass, known);
    const group = known[slot];
    if (group) return group;
    const resources: GPUBindingResource[] = pass.bindings.map(bind);
    const numbers = settingWords(pass, pass.range ?? { begin: 0, end: 0 });
    if (numbers.length > 0) resources.push({ buffer: this.#uniformBuffer(numbers) });
    const entries = resources.map((resource, binding) => ({ binding, resource }));
    return (known[slot] = this.#runner.device.createBindGroup({ layout, entries }));
  }

  #guardsOf(runs: number): PassPlan[] {
    const outputs = outputsOf(this.#plan);
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    const size = 4 * FLAG_WORDS * outputs.length;
    this.#flags ??= this.#runner.ledger.create({ label: 'flags', size, usage: STORAGE | COPY_SRC | COPY_DST });
    return outputs.map((output, i) => {
      const key = `${output.name} ${runs}`;
      const guard = this.#guards.get(key) ?? unreadGuardPass(output, i, runs);
      this.#guards.set(key, guard);
      return guard;
    });
  }

  /** Settings, of which a job has few: made once for each. */
  #uniformBuffer(numbers: readonly number[]): GPUBuffer {
    const key = numbers.join(' ');
    const known = this.#uniforms.get(key);
    if (known) return known;
    const size = 4 * numbers.length;
    const usage = GPUBufferUsage.UNIFORM;
    const buffer = this.#runner.ledger.create({ label: 'uniforms', size, usage, mappedAtCreation: true });
    new Uint32Array(buffer.getMappedRange()).set(numbers);
    buffer.unmap();
    this.#uniforms.set(key, buffer);
    return buffer;
  }
}
