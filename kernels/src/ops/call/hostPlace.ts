import type { HostSession } from '../../runtime/session.ts';
import type { HostTensor } from '../../tensor.ts';
import type { Operator, Problem, RunOptions } from '../operator.ts';
import type { DecoderPlace } from './decoder.ts';
import { withoutStep } from './decoderInput.ts';
import { ONE_TOKEN } from './form.ts';
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

/** A decoder's place on the processor: the state is a value that each step replaces. */
export function hostPlace<P extends Problem, Options extends RunOptions>(
  decoding: HostDecoding<P, Options>,
): DecoderPlace<P, State> {
  const { operator, session, options, initial, inputsOf, fieldsOf } = decoding;
  let state = initial;
  return {
    async run(problem) {
      const given = { ...problem, inputs: { ...problem.inputs, ...inputsOf(state) } };
      const run = { ...hostJob(operator, session.backend, given, { ...options, form: ONE_TOKEN.form }), ...ONE_TOKEN };
      const result = await runJob({ operator: operator.name, run, options: {} });
      state = fieldsOf(result);
      return { output: withoutStep(result['output']!), ran: result.ran };
    },
    // Copies: what the caller does to them is not to reach the decoder.
    state: async () => copied(state),
    dispose: () => undefined,
  };
}

function copied(tensors: State): State {
  const entries = Object.entries(tensors);
  return Object.fromEntries(
    entries.map(([name, { shape, data }]) => [name, { shape: [...shape], data: data.slice() }]),
  );
}
