import { selfCheck } from '../../runtime/selfCheck.ts';
import type { HostTensor } from '../../tensor.ts';
import { runAtOnce } from '../host/job.ts';
import type { HostJob } from '../host/job.ts';
import type { Operator, Problem } from '../operator.ts';
import { axesOf, hasTokens } from '../validation/axes.ts';
import { CHECK_FLOPS } from './selfCheck.ts';

/**
 * Follows one head, drawn at random, and compares those of its outputs that were read so far with the float64 reference: when there
 * are 1, 2, 4, 8, … steps and more, as long as that costs the processor some milliseconds.
 */
export class StepCheck<P extends Problem> {
  readonly #operator: Operator<P>;
  #problems: P[] = [];
  /** [B,H,1,Dv]; null of a step that was not read. */
  #outputs: (HostTensor | null)[] = [];
  #next = 1;
  #head = -1;

  constructor(operator: Operator<P>) {
    this.#operator = operator;
  }

  /** Steps that follow on those before, and their outputs. */
  add(problems: readonly P[], outputs: readonly (HostTensor | null)[]): void {
    const operator = this.#operator;
    for (const [i, problem] of problems.entries()) {
      const count = this.#problems.length + 1;
      if (count > 1 && operator.flops({ ...problem.sizes, T: count }) > CHECK_FLOPS) break;
      const { B, H } = problem.sizes;
      if (this.#head < 0) this.#head = Math.floor(Math.random() * B * H);
      this.#problems.push(problem);
      this.#outputs.push(outputs[i] ?? null);
    }
    const count = this.#problems.length;
    if (count < this.#next || !this.#outputs[count - 1]) return;
    while (this.#next <= count) this.#next *= 2;
    this.#compare();
  }

  #compare(): void {
    const operator = this.#operator;
    const count = this.#problems.length;
    const { H } = this.#problems[0]!.sizes;
    const sample = this.#sample();
    const known = [...this.#outputs.keys()].filter((step) => this.#outputs[step]);
    const outputOf = (job: HostJob<object>): Float64Array => {
      const { data } = (runAtOnce(job) as { readonly output: HostTensor }).output;
      const width = data.length / count;
      return Float64Array.from(known.flatMap((step) => [...data.subarray(step * width, (step + 1) * width)]));
    };
    selfCheck({
      name: `${operator.label}, output of batch ${Math.floor(this.#head / H)}, head ${this.#head % H}, first ${count} steps`,
      device: this.#rows(known.map((step) => this.#outputs[step]!)).data,
      reference: outputOf(operator.reference(sample)),
      float32: () => outputOf(operator.cpu(sample)),
    });
  }

  /** The steps so far of the one head, as one problem. */
  #sample(): P {
    const first = this.#problems[0]!;
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
    const [B, H, count, ...rest] = tensors[0]!.shape as [number, number, number, ...number[]];
    const length = tensors[0]!.data.length / (B * H);
    const parts = tensors.map(({ data }) => [...data.subarray(this.#head * length, (this.#head + 1) * length)]);
    return { shape: [1, 1, tensors.length * count, ...rest], data: Float64Array.from(parts.flat()) };
  }
}
