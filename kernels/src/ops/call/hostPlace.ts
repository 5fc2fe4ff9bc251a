import { DeviceError, DivergedError } from '../../errors.ts';
import type { HostSession } from '../../runtime/session.ts';
import type { HostTensor } from '../../tensor.ts';
import type { Operator, Problem, RunOptions } from '../operator.ts';
import type { DecoderPlace, KeptOutput } from './decoder.ts';
import { stepOf, withoutStep } from './decoderInput.ts';
import { ONE_TOKEN, SOME_TOKENS } from './form.ts';
import { hostJob } from './hostJob.ts';
import { runJob } from './run.ts';

type State = Readonly<Record<string, HostTensor>>;

interface HostDecoding<P extends Problem, Options extends RunOptions> {
  readonly operator: Operator<P, Options>;
  readonly session: HostSession;
  readonly options: Options;
  readonly initial: State;
  /** The state as inputs of a call. */
  inputsOf(state: State): State;
  /** The state among the results of a call. */
  fieldsOf(results: State): State;
}

/** A decoder's place on the processor: the state is a value that each call replaces. */
export function hostPlace<P extends Problem, Options extends RunOptions>(
  decoding: HostDecoding<P, Options>,
): DecoderPlace<P, State> {
  const { operator, session, options, initial, inputsOf, fieldsOf } = decoding;
  let state = initial;
  return {
    async take(problem, { steps, readback, signal, many, onTaken }) {
      const given = { ...problem, inputs: { ...problem.inputs, ...inputsOf(state) } };
      const job = hostJob(operator, session.backend, given, { ...options, form: ONE_TOKEN.form });
      const run = { ...job, ...(many ? SOME_TOKENS : ONE_TOKEN) };
      const result = await runJob({ operator: operator.name, run, options: { signal } }).catch((error: unknown) => {
        throw error instanceof DivergedError ? error.after(steps) : error;
      });
      state = fieldsOf(result);
      onTaken(problem.sizes.T);
      const { ran } = result;
      const whole = result['output']!;
      const output = many && readback !== 'last' ? whole : withoutStep(stepOf(whole, problem.sizes.T - 1));
      if (readback === 'none') return { ran, kept: keptInMemory(output), isStopped: false, finish: async () => null };
      return { ran, kept: null, isStopped: false, finish: async () => ({ output, ran }) };
    },
    // Copies: what the caller does to them is not to reach the decoder.
    state: async () => Object.fromEntries(Object.entries(state).map(([name, tensor]) => [name, copied(tensor)])),
    dispose: () => undefined,
  };
}

function keptInMemory(output: HostTensor): KeptOutput {
  let kept: HostTensor | null = output;
  return {
    shape: output.shape,
    onDevice: null,
    async read() {
      if (!kept) throw new DeviceError('unavailable', 'the outputs were disposed');
      return copied(kept);
    },
    dispose: () => void (kept = null),
  };
}

function copied({ shape, data }: HostTensor): HostTensor {
  return { shape: [...shape], data: data.slice() };
}
