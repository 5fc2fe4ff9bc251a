import { sharedSession } from '../../runtime/session.ts';
import type { HostSession, Session, WebGpuSession } from '../../runtime/session.ts';
import { elementCount } from '../../tensor.ts';
import type { HostTensor } from '../../tensor.ts';
import { emptyTensor } from '../host/heads.ts';
import type { Operator, Problem, RunOptions } from '../operator.ts';
import type { AttentionSizes, Axes } from '../validation/axes.ts';
import { hasTokens, shapeOf, withoutTokens } from '../validation/axes.ts';
import { atOneStep, checkSizes, checkState, checkToken, decoderOf, hostPlace, withoutStep } from './decoder.ts';
import type { Decoder, DecoderPlace } from './decoder.ts';
import { devicePlace } from './devicePlace.ts';
import { ONE_TOKEN } from './form.ts';
import { hostJob } from './hostJob.ts';
import { planForCall } from './plan.ts';
import { runJob, tensorsOf } from './run.ts';
import { packStates, resultShapes, statesOf, unpackStates } from './states.ts';

type Tensors = Readonly<Record<string, HostTensor | undefined>>;
type State = Readonly<Record<string, HostTensor>>;

/** Opens an operator for one token at a time, with the plan of its recurrent form. */
export async function openDecoder<P extends Problem, Options extends RunOptions, Token, Saved>(
  operator: Operator<P, Options>,
  {
    sizes,
    options,
    state,
    session,
  }: {
    readonly sizes: Omit<AttentionSizes, 'T'>;
    readonly options: NoInfer<Options>;
    readonly state?: Saved & { readonly steps: number };
    readonly session?: Session;
  },
): Promise<Decoder<Token, Saved & { readonly steps: number }>> {
  checkSizes(sizes);
  const { required, optional } = operator.inputs;
  const oneStep = { ...sizes, T: 1 };
  const emptyToken = ([name, axes]: [string, Axes]) => [name, emptyTensor(...shapeOf(axes, oneStep))];
  const saved = state as Tensors | undefined;
  const fields = initialsOf(operator).map(({ field }) => field);
  checkState(state, fields);
  const initial = initialsOf(operator).map(({ input, field }) => [input, saved?.[field]]);
  // With all that a token may have: a plan reads no more than its problem was given.
  const ofToken = Object.entries({ ...required, ...optional }).filter(([, axes]) => hasTokens(axes));
  const zeros = ofToken.map(emptyToken);
  const start = operator.problem(Object.fromEntries([...zeros, ...initial]), options);
  const states = Object.fromEntries(initialsOf(operator).map(({ input }) => [input, start.inputs[input]!]));
  const tokenNames = ofToken.map(([name]) => name);
  const problemOf = (token: Token): P => {
    checkToken(token, tokenNames);
    const given = ofToken.filter(([name]) => name in required || (token as Tensors)[name] !== undefined);
    const tensors = given.map(([name, axes]) => {
      const letters = withoutTokens(axes);
      return [name, atOneStep(name, (token as Tensors)[name]!, shapeOf(letters, oneStep), letters)];
    });
    const problem = operator.problem(Object.fromEntries(tensors), options);
    return { ...problem, inputs: { ...problem.inputs, ...states } };
  };
  const where = session ?? (await sharedSession());
  const place =
    where.backend === 'webgpu'
      ? placeOnDevice(operator, where, start, options)
      : placeOnProcessor(operator, where, start, options);
  return decoderOf({ name: operator.label, steps: state?.steps ?? 0 }, problemOf, place) as Decoder<Token, never>;
}

/** The states of an operator, and the fields that keep them between tokens: initialMemory, and memory. */
function initialsOf({ states }: Pick<Operator<never>, 'states'>) {
  // What begins as zeros whatever the call is no state to continue from.
  return Object.values(states)
    .flat()
    .flatMap(({ input, result }) => {
      const field = input?.replace('initial', '');
      return input && field ? [{ input, result, field: field[0]!.toLowerCase() + field.slice(1) }] : [];
    });
}

function placeOnDevice<P extends Problem, Options extends RunOptions>(
  operator: Operator<P, Options>,
  session: WebGpuSession,
  start: P,
  options: Options,
): DecoderPlace<P, State & { readonly steps: number }> {
  const planned = planForCall(operator, start, {}, session, ONE_TOKEN);
  const shapes = resultShapes(operator, start, options);
  const states = statesOf(operator, start, shapes);
  return devicePlace({
    operator,
    session,
    form: planned.form,
    plan: () => planned.plan,
    inputs: ({ inputs }: P) => tensorsOf(planned, inputs),
    initial: packStates(states, start.inputs),
    stateOf: (buffers, steps) => ({ ...fieldsOf(operator, unpackStates(states, buffers, shapes)), steps }) as never,
  });
}

function placeOnProcessor<P extends Problem, Options extends RunOptions>(
  operator: Operator<P, Options>,
  session: HostSession,
  start: P,
  options: Options,
): DecoderPlace<P, State & { readonly steps: number }> {
  const shapes = resultShapes(operator, start, options);
  const zeros = (result: string) => ({ shape: shapes[result]!, data: new Float64Array(elementCount(shapes[result]!)) });
  const initials = initialsOf(operator);
  const initial: State = Object.fromEntries(
    initials.map(({ input, result, field }) => [field, start.inputs[input] ?? zeros(result)]),
  );
  return hostPlace(initial, async (problem: P, state: State) => {
    const states = Object.fromEntries(initials.map(({ input, field }) => [input, state[field]!]));
    const given = { ...problem, inputs: { ...problem.inputs, ...states } };
    const run = { ...hostJob(operator, session.backend, given, { form: ONE_TOKEN.form } as Options), ...ONE_TOKEN };
    const result = await runJob({ operator: operator.name, run, options: {} });
    return { output: withoutStep(result['output']!), ran: result.ran, next: fieldsOf(operator, result) };
  });
}

function fieldsOf(operator: Pick<Operator<never>, 'states'>, results: State): State {
  return Object.fromEntries(initialsOf(operator).map(({ result, field }) => [field, results[result]!]));
}
