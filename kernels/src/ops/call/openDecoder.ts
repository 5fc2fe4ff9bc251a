import type { KernelPlan } from '../../runtime/plan.ts';
import { sharedSession } from '../../runtime/session.ts';
import type { HostSession, WebGpuSession } from '../../runtime/session.ts';
import type { HostNumbers, HostTensor } from '../../tensor.ts';
import { emptyTensor } from '../host/heads.ts';
import type { DecodedOperator, Problem, RunOptions } from '../operator.ts';
import type { Axes } from '../validation/axes.ts';
import { axesOf, hasTokens, shapeOf } from '../validation/axes.ts';
import { decoderOf } from './decoder.ts';
import type { Decoder, DecoderPlace } from './decoder.ts';
import { checkedCall } from './decoderCall.ts';
import { tokenTensors } from './decoderInput.ts';
import { devicePlace } from './devicePlace.ts';
import { ONE_TOKEN } from './form.ts';
import { hostPlace } from './hostPlace.ts';
import { planForCall } from './plan.ts';
import { tensorsOf } from './run.ts';
import { packStates, resultShapes, statesOf, unpackStates } from './states.ts';
import { watchedPlace } from './watchedPlace.ts';

type State = Readonly<Record<string, HostTensor>>;

/**
 * Opens an operator for one token at a time, with the plan of its recurrent form or one that it has for tokens.
 *
 * @param call as the public function of the operator has it: what it is, is checked here
 */
export async function openDecoder<
  P extends Problem,
  Options extends RunOptions,
  Token,
  Saved,
  Numbers extends HostNumbers = HostNumbers,
>(
  operator: DecodedOperator<P, Options>,
  call: object,
  also: readonly string[] = [],
): Promise<Decoder<Token, Saved & { readonly steps: number }, Numbers>> {
  const initials = initialsOf(operator);
  const { sizes, options, state, session } = checkedCall(operator, call, initials);
  const { decoding } = operator;
  const optionsAt = (step: number): Options => decoding?.optionsAt(options, step) ?? options;
  // With all that a token may have: a plan reads no more than its problem was given.
  const inputs = inputsOfTokens(operator, also);
  const { required, optional } = inputs;
  const ofToken = Object.entries({ ...required, ...optional }).filter(([, axes]) => hasTokens(axes));
  const neutral = (name: string, axes: Axes, of: typeof sizes): HostTensor => {
    const { shape, data } = emptyTensor(...shapeOf(axes, of));
    return { shape, data: data.fill(operator.neutral?.[name] ?? 0) };
  };
  const zeros = ofToken.map(([name, axes]: [string, Axes]) => [name, neutral(name, axes, sizes)]);
  const initial = initials.map(({ input, field }) => [input, state?.tensors[field]]);
  const start = operator.problem(Object.fromEntries([...zeros, ...initial]), optionsAt(state?.steps ?? 0));
  const states = Object.fromEntries(initials.map(({ input }) => [input, start.inputs[input]!]));
  const problemOf = (tokens: Token, steps: number, many: boolean): P => {
    const given = tokenTensors(inputs, tokens, sizes, many);
    const of = { ...sizes, T: given['q']!.shape[2]! };
    const left = also.filter((name) => !given[name]).map((name) => [name, neutral(name, axesOf(inputs, name), of)]);
    const problem = operator.problem({ ...given, ...Object.fromEntries(left) }, optionsAt(steps));
    decoding?.check(problem, start);
    return { ...problem, inputs: { ...problem.inputs, ...states } };
  };
  const where = session ?? (await sharedSession());
  const place =
    where.backend === 'webgpu'
      ? placeOnDevice(operator, where, start, options)
      : placeOnProcessor(operator, where, start, options);
  const watch = operator.watch?.(options);
  const watched = watch ? watchedPlace(place, watch) : place;
  return decoderOf({ name: operator.label, steps: state?.steps ?? 0 }, problemOf, watched) as Decoder<
    Token,
    never,
    Numbers
  >;
}

/** The inputs of an operator without those that its decoders do not take unless they were opened for them. */
function inputsOfTokens<P extends Problem, Options extends RunOptions>(
  { inputs, decoding }: DecodedOperator<P, Options>,
  also: readonly string[],
) {
  const isTaken = (name: string): boolean => also.includes(name) || !decoding?.without?.includes(name);
  const optional = Object.entries(inputs.optional).filter(([name]) => isTaken(name));
  return { ...inputs, optional: Object.fromEntries(optional) };
}

/** The states of an operator, and the fields that keep them between tokens: initialMemory, and memory. */
function initialsOf<P extends Problem>({ states }: Pick<DecodedOperator<P>, 'states'>) {
  // What begins as zeros whatever the call is no state to continue from.
  return Object.values(states)
    .flat()
    .flatMap((part) => {
      const field = part.input?.replace('initial', '');
      return part.input && field
        ? [{ ...part, input: part.input, field: field[0]!.toLowerCase() + field.slice(1) }]
        : [];
    });
}

function placeOnDevice<P extends Problem, Options extends RunOptions>(
  operator: DecodedOperator<P, Options>,
  session: WebGpuSession,
  start: P,
  options: Options,
): DecoderPlace<P, State> {
  const own = operator.decoding?.plan(start, session) ?? null;
  if (own) {
    const { plan, inputs, initial, results } = own;
    const stateOf = (buffers: Record<string, Float32Array>) => fieldsOf(operator, results(buffers));
    return devicePlace({ operator, session, form: 'recurrent', plan: () => plan, inputs, initial, stateOf });
  }
  const planned = planForCall(operator, start, {}, session, ONE_TOKEN);
  const shapes = resultShapes(operator, start, options);
  const states = statesOf(operator, start, shapes);
  return devicePlace({
    operator,
    session,
    form: planned.form,
    plan: plansByKind(operator, session, start, planned.plan),
    inputs: ({ inputs }: P) => tensorsOf(planned, inputs),
    initial: packStates(states, start.inputs),
    stateOf: (buffers) => fieldsOf(operator, unpackStates(states, buffers, shapes)),
  });
}

/** The plans of tokens, one for each kind. Making one takes a while. */
function plansByKind<P extends Problem>(
  operator: DecodedOperator<P>,
  session: WebGpuSession,
  start: P,
  first: KernelPlan,
) {
  const kindOf = (token: P): string => operator.decoding?.kindOf(token) ?? '';
  const plans = new Map([[kindOf(start), first]]);
  return (token: P): KernelPlan => {
    const kind = kindOf(token);
    const known = plans.get(kind);
    if (known) return known;
    const { plan } = planForCall(operator, { ...start, options: token.options }, {}, session, ONE_TOKEN);
    plans.set(kind, plan);
    return plan;
  };
}

function placeOnProcessor<P extends Problem, Options extends RunOptions>(
  operator: DecodedOperator<P, Options>,
  session: HostSession,
  start: P,
  options: Options,
): DecoderPlace<P, State> {
  const shapes = resultShapes(operator, start, options);
  const initials = initialsOf(operator);
  const initial = initials.map(({ input, result, field, ...part }) => {
    const data = part.initial?.(start);
    return [field, start.inputs[input] ?? (data ? { shape: shapes[result]!, data } : emptyTensor(...shapes[result]!))];
  });
  return hostPlace({
    operator,
    session,
    options,
    initial: Object.fromEntries(initial) as State,
    inputsOf: (state) => Object.fromEntries(initials.map(({ input, field }) => [input, state[field]!])),
    fieldsOf: (results) => fieldsOf(operator, results),
  });
}

function fieldsOf<P extends Problem>(operator: Pick<DecodedOperator<P>, 'states'>, results: State): State {
  return Object.fromEntries(initialsOf(operator).map(({ result, field }) => [field, results[result]!]));
}
