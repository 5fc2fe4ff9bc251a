import { DeviceError, DivergedError, tokenPlace } from '../../errors.ts';
import type { KeptBuffer } from '../../runtime/keptBuffer.ts';
import type { KeptOutputs } from '../../runtime/keptOutputs.ts';
import type { KernelPlan } from '../../runtime/plan.ts';
import { RunError } from '../../runtime/readBack.ts';
import type { RunOutputs } from '../../runtime/readBack.ts';
import type { Readback, Repeated, Submission, WebGpuSession } from '../../runtime/session.ts';
import { slotBytes } from '../../runtime/slots.ts';
import type { Form, RunReport } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';
import type { DecodedOperator, Problem } from '../operator.ts';
import type { Decoded, DecoderPlace, KeptOutput, TakeOptions } from './decoder.ts';
import { withoutStep } from './decoderInput.ts';
import { ONE_TOKEN, SOME_TOKENS } from './form.ts';
import { StepCheck } from './stepCheck.ts';
import { tokensOf } from './tokens.ts';

interface DeviceDecoding<P extends Problem, State> {
  readonly operator: DecodedOperator<P>;
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

/** Tokens in a submission at most: as many as no watchdog minds, as little memory takes, and enough to be worth one. */
const MOST = { tokens: 64, flops: 2e8, bytes: 2 ** 26 };

/** A decoder's place on a device: the state buffers stay there, and a token costs one run of the plan. */
export function devicePlace<P extends Problem, State>(decoding: DeviceDecoding<P, State>): DecoderPlace<P, State> {
  const { operator, session, initial, form } = decoding;
  const kept: Record<string, KeptBuffer> = {};
  for (const [name, data] of Object.entries(initial)) kept[name] = session.keep(name, data);
  /** By how many tokens a submission may have. */
  const jobs = new Map<number, Repeated>();
  const keptPlanOf = plansWithKeptStates();
  const check = session.selfCheck ? new StepCheck(operator) : null;

  function jobFor(count: number, plan: KernelPlan): { readonly job: Repeated; readonly slots: number } {
    const most = mostTokens(plan);
    const slots = Math.min(most, 2 ** Math.ceil(Math.log2(count)));
    const job = jobs.get(slots) ?? session.repeat(plan, kept, slots);
    jobs.set(slots, job);
    return { job, slots };
  }

  return {
    async take(problem, options) {
      const start = performance.now();
      const { readback, signal, many, onTaken } = options;
      const tokens = tokensOf(operator, problem);
      const runs = tokens.map((token) => ({ plan: keptPlanOf(decoding.plan(token)), inputs: decoding.inputs(token) }));
      const { plan } = runs[0]!;
      const { job, slots } = jobFor(tokens.length, plan);
      const outputs = readback === 'none' ? job.keepOutputs(tokens.length) : null;
      const submissions: Submission[] = [];
      let count = 0;
      try {
        for (; count < runs.length && (count === 0 || !signal?.aborted); count += slots) {
          const isLast = count + slots >= runs.length;
          const into = outputs && { outputs, from: count };
          // Problems have copies of what was given.
          const how = {
            readback: readbackOf(readback, isLast),
            into,
            unchanging: true,
            ...(count === 0 && { signal }),
          };
          const piece = runs.slice(count, count + slots);
          submissions.push(await job.submit(piece, how));
          onTaken(piece.length);
        }
      } catch (error) {
        outputs?.dispose();
        throw error;
      }
      const isStopped = count < runs.length;
      if (isStopped) outputs?.dispose();
      const { reason } = many ? SOME_TOKENS : ONE_TOKEN;
      const dispatches = submissions.reduce((sum, submission) => sum + submission.dispatches, 0);
      const report = (): RunReport => ({
        ...{ operator: operator.name, backend: session.backend, form, reason, adapter: session.adapter },
        kernel: plan.name,
        ...{ dispatches, submissions: submissions.length, milliseconds: performance.now() - start },
      });
      const finish = async (): Promise<Decoded | null> => {
        const steps = outputsOf(await resultsOf(submissions, slots, problem, options), problem);
        check?.add(tokens.slice(0, count), steps);
        if (isStopped) throw signal!.reason;
        if (readback === 'none') return null;
        const read = steps.filter((step) => step !== null);
        return { output: many && readback === 'all' ? joined(read) : withoutStep(read.at(-1)!), ran: report() };
      };
      const keptOutput = outputs && !isStopped ? keptOnDevice(outputs, plan, problem, many) : null;
      return { ran: report(), kept: keptOutput, isStopped, finish };
    },
    async state() {
      const buffers: Record<string, Float32Array> = {};
      for (const [name, buffer] of Object.entries(kept)) buffers[name] = await session.read(buffer);
      return decoding.stateOf(buffers);
    },
    dispose() {
      for (const job of jobs.values()) job.dispose();
      for (const buffer of Object.values(kept)) buffer.dispose();
    },
  };
}

function mostTokens({ buffers, passes }: KernelPlan): number {
  const flops = passes.reduce((sum, pass) => sum + pass.flops, 0);
  const slotted = buffers.filter(({ role }) => role === 'input' || role === 'output');
  const bytes = slotted.reduce((sum, buffer) => sum + slotBytes(buffer), 0);
  return Math.max(1, Math.floor(Math.min(MOST.tokens, MOST.flops / flops, MOST.bytes / bytes)));
}

/** What is read of a piece of a call's work. */
function readbackOf(readback: Readback, isLast: boolean): Readback {
  return readback === 'last' && !isLast ? 'none' : readback;
}

/** Outputs of tokens. A fault is that of the step of the sequence. */
async function resultsOf(
  submissions: readonly Submission[],
  slots: number,
  problem: Problem,
  { steps }: TakeOptions,
): Promise<RunOutputs[]> {
  const results: RunOutputs[] = [];
  for (const [piece, { done }] of submissions.entries()) {
    try {
      results.push(...(await done));
    } catch (error) {
      throw error instanceof RunError ? stepError(error, steps + piece * slots + error.run, problem) : error;
    }
  }
  return results;
}

function stepError({ fault, message, position }: DeviceError, step: number, { sizes }: Problem): DeviceError {
  if (fault !== 'non-finite' || !position) return new DeviceError(fault, `step ${step}: ${message}`, position);
  const head = Math.floor(position.index / sizes.Dv);
  return new DivergedError({ ...tokenPlace(head, { H: sizes.H, T: 1 }), step }, message, position);
}

function outputsOf(results: readonly RunOutputs[], { sizes: { B, H, Dv } }: Problem): (HostTensor | null)[] {
  return results.map((outputs) => outputs && { shape: [B, H, 1, Dv], data: outputs['output']! });
}

/** Outputs [B,H,1,Dv] of tokens as [B,H,n,Dv]. */
function joined(steps: readonly HostTensor[]): HostTensor {
  const [B, H, , Dv] = steps[0]!.shape as [number, number, number, number];
  const data = new Float32Array(B * H * steps.length * Dv);
  steps.forEach((step, t) => {
    for (let head = 0; head < B * H; head++)
      data.set(step.data.subarray(head * Dv, (head + 1) * Dv), (head * steps.length + t) * Dv);
  });
  return { shape: [B, H, steps.length, Dv], data };
}

function keptOnDevice(outputs: KeptOutputs, plan: KernelPlan, problem: Problem, many: boolean): KeptOutput {
  const { B, H, T, Dv } = problem.sizes;
  const output = plan.buffers.find(({ name }) => name === 'output')!;
  return {
    shape: many ? [B, H, T, Dv] : [B, H, Dv],
    onDevice: { buffer: outputs.slots.get('output'), tokenBytes: slotBytes(output) },
    async read() {
      const steps = outputsOf(await outputs.read(), problem).filter((step) => step !== null);
      return many ? joined(steps) : withoutStep(steps[0]!);
    },
    dispose: () => outputs.dispose(),
  };
}

/** Plans with their states kept, by the plans that the operator made. */
function plansWithKeptStates(): (plan: KernelPlan) => KernelPlan {
  const known = new WeakMap<KernelPlan, KernelPlan>();
  return (plan) => {
    const kept = known.get(plan) ?? withKeptStates(plan);
    known.set(plan, kept);
    return kept;
  };
}

function withKeptStates(plan: KernelPlan): KernelPlan {
  const buffers = plan.buffers.map((buffer) =>
    buffer.role === 'state' ? { ...buffer, role: 'kept' as const } : buffer,
  );
  return { ...plan, buffers };
}
