import type { KernelPlan } from '../../runtime/plan.ts';
import { selfCheck } from '../../runtime/selfCheck.ts';
import type { KeptBuffer } from '../../runtime/keptBuffer.ts';
import type { Repeated, WebGpuSession } from '../../runtime/session.ts';
import type { Form } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';
import { runAtOnce } from '../host/job.ts';
import type { HostJob } from '../host/job.ts';
import type { Operator, Problem } from '../operator.ts';
import { axesOf, hasTokens } from '../validation/axes.ts';
import { CHECK_FLOPS } from './selfCheck.ts';
import type { DecoderPlace } from './decoder.ts';
import { withoutStep } from './decoderInput.ts';
import { ONE_TOKEN } from './form.ts';

interface DeviceDecoding<P extends Problem, State> {
  readonly operator: Operator<P>;
  readonly session: WebGpuSession;
  /** The form of the plan, for the report. */
  readonly form: Form;
  /** The plan of one step. What it calls state stays on the device. */
  readonly plan: (problem: P) => KernelPlan;
  /** The plan's input buffers. */
  readonly inputs: (problem: P) => Record<string, Float32Array>;
  /** What the plan's state buffers hold at first. */
  readonly initial: Readonly<Record<string, Float32Array>>;
  readonly stateOf: (buffers: Record<string, Float32Array>) => State;
}

/** A decoder's place on a device: the state buffers stay there, and one token costs one run of the plan. */
export function devicePlace<P extends Problem, State>(decoding: DeviceDecoding<P, State>): DecoderPlace<P, State> {
  const { operator, session, initial, form } = decoding;
  const kept: Record<string, KeptBuffer> = {};
  for (const [name, data] of Object.entries(initial)) kept[name] = session.keep(name, data);
  let job: Repeated | null = null;
  /** Plans with their states kept, by the plans that the operator made. */
  const keptPlans = new WeakMap<KernelPlan, KernelPlan>();
  const keptPlanOf = (plan: KernelPlan): KernelPlan => {
    const known = keptPlans.get(plan) ?? withKeptStates(plan);
    keptPlans.set(plan, known);
    return known;
  };
  const check = session.selfCheck ? new StepCheck(operator) : null;
  return {
    async run(problem) {
      const { B, H, Dv } = problem.sizes;
      const plan = keptPlanOf(decoding.plan(problem));
      job ??= session.repeat(plan, kept);
      const { outputs, ...counts } = await job.run(plan, decoding.inputs(problem));
      const output = { shape: [B, H, 1, Dv], data: outputs['output'] };
      check?.add(problem, output);
      const { backend, adapter } = session;
      return {
        output: withoutStep(output),
        ran: { operator: operator.name, backend, form, reason: ONE_TOKEN.reason, adapter, ...counts },
      };
    },
    async state() {
      const buffers: Record<string, Float32Array> = {};
      for (const [name, buffer] of Object.entries(kept)) buffers[name] = await session.read(buffer);
      return decoding.stateOf(buffers);
    },
    dispose() {
      job?.dispose();
      for (const buffer of Object.values(kept)) buffer.dispose();
    },
  };
}

function withKeptStates(plan: KernelPlan): KernelPlan {
  const buffers = plan.buffers.map((buffer) =>
    buffer.role === 'state' ? { ...buffer, role: 'kept' as const } : buffer,
  );
  return { ...plan, buffers };
}

/**
 * Follows one head, drawn at random, and compares its outputs so far with the float64 reference: after steps 1, 2, 4,
 * 8, … as long as that costs the processor some milliseconds.
 */
class StepCheck<P extends Problem> {
  readonly #operator: Operator<P>;
  #problems: P[] = [];
  #outputs: HostTensor[] = [];
  #head = -1;

  constructor(operator: Operator<P>) {
    this.#operator = operator;
  }

  add(problem: P, output: HostTensor): void {
    const operator = this.#operator;
    const count = this.#problems.length + 1;
    if (count > 1 && operator.flops({ ...problem.sizes, T: count }) > CHECK_FLOPS) return;
    const { B, H } = problem.sizes;
    if (this.#head < 0) this.#head = Math.floor(Math.random() * B * H);
    this.#problems.push(problem);
    this.#outputs.push(output);
    if (!Number.isInteger(Math.log2(count))) return;
    const sample = this.#sample();
    const outputOf = (job: HostJob<object>) => (runAtOnce(job) as { readonly output: HostTensor }).output.data;
    selfCheck({
      name: `${operator.label}, output of batch ${Math.floor(this.#head / H)}, head ${this.#head % H}, first ${count} steps`,
      device: this.#rows(this.#outputs).data,
      reference: outputOf(operator.reference(sample)),
      float32: () => outputOf(operator.cpu(sample)),
    });
  }

  /** The steps so far of the one head, as one problem. */
  #sample(): P {
    const [first] = this.#problems;
    const T = this.#problems.length;
    const operator = this.#operator;
    const inputs = Object.entries(first.inputs).map(([name, tensor]) => {
      if (!tensor) return [name, null];
      const steps = hasTokens(axesOf(operator.inputs, name))
        ? this.#problems.map((problem) => problem.inputs[name]!)
        : [tensor];
      return [name, this.#rows(steps)];
    });
    return { ...first, sizes: { ...first.sizes, B: 1, H: 1, T }, inputs: Object.fromEntries(inputs) };
  }

  /** The head's part of tensors [B,H,…], one after another along their third axis. */
  #rows(tensors: readonly HostTensor[]): HostTensor {
    const [B, H, count, ...rest] = tensors[0].shape;
    const length = tensors[0].data.length / (B * H);
    const parts = tensors.map(({ data }) => [...data.subarray(this.#head * length, (this.#head + 1) * length)]);
    return { shape: [1, 1, tensors.length * count, ...rest], data: Float64Array.from(parts.flat()) };
  }
}
