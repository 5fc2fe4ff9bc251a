import type { KernelPlan } from '../../runtime/plan.ts';
import { sharedSession } from '../../runtime/session.ts';
import type { HostSession, Session, WebGpuSession } from '../../runtime/session.ts';
import type { HostTensor } from '../../tensor.ts';
import { emptyTensor } from '../host/heads.ts';
import type { Operator, Problem, RunOptions } from '../operator.ts';
import type { AttentionSizes, Axes } from '../validation/axes.ts';
import { hasTokens, shapeOf } from '../validation/axes.ts';
import { decoderOf } from './decoder.ts';
import type { Decoder, DecoderPlace } from './decoder.ts';
import { checkSizes, checkState, tokenTensors } from './decoderInput.ts';
import { devicePlace } from './devicePlace.ts';
import { ONE_TOKEN } from './form.ts';
import { hostPlace } from './hostPlace.ts';
import { planForCall } from './plan.ts';
import { tensorsOf } from './run.ts';
import { packStates, resultShapes, statesOf, unpackStates } from './states.ts';

type Tensors = Readonly<Record<string, HostTensor | undefined>>;
type State = Readonly<Record<string, HostTensor>>;

/** Sizes of a decoder. R, for operators that have it, is 1 where it is left out. */
type DecoderSizes = Omit<AttentionSizes, 'T'> & { readonly R?: number };

/** Opens an operator for one token at a time, with the plan of its recurrent form or one that it has for tokens. */
export async function openDecoder<P extends Problem, Options extends RunOptions, Token, Saved>(
  operator: Operator<P, Options>,
  {
    sizes: given,
    options,
    state,
    session,
  }: {
    readonly sizes: DecoderSizes;
    readonly options: NoInfer<Options>;
    readonly state?: Saved & { readonly steps: number };
    readonly session?: Session;
  },
): Promise<Decoder<Token, Saved & { readonly steps: number }>> {
  checkSizes(given);
  const sizes = { ...given, R: given.R ?? 1, T: 1 };
  const { decoding } = operator;
  const optionsAt = (step: number): Options => decoding?.optionsAt(options, step) ?? options;
  const saved = state as Tensors | undefined;
  const initials = initialsOf(operator);
  checkState(
    state,
    initials.map(({ field }) => field),
  );
  // With all that a token may have: a plan reads no more than its problem was given.
  const inputs = inputsOfTokens(operator);
  const { required, optional } = inputs;
  const ofToken = Object.entries({ ...required, ...optional }).filter(([, axes]) => hasTokens(axes));
  const zeros = ofToken.map(([name, axes]: [string, Axes]) => [name, emptyTensor(...shapeOf(axes, sizes))]);
  const initial = initials.map(({ input, field }) => [input, saved?.[field]]);
  const start = operator.problem(Object.fromEntries([...zeros, ...initial]), optionsAt(state?.steps ?? 0));
  const states = Object.fromEntries(initials.map(({ input }) => [input, start.inputs[input]!]));
  const problemOf = (tokens: Token, steps: number, many: boolean): P => {
    const problem = operator.problem(tokenTensors(inputs, tokens, sizes, many), optionsAt(steps));
    decoding?.check(problem, start);
    return { ...problem, inputs: { ...problem.inputs, ...states } };
  };
  const where = session ?? (await sharedSession());
  const place =
    where.backend === 'webgpu'
      ? placeOnDevice(operator, where, start, options)
      : placeOnProcessor(operator, where, start, options);
  return decoderOf({ name: operator.label, steps: state?.steps ?? 0 }, problemOf, place) as Decoder<Token, never>;
}

/** The inputs of an operator without those that its decoders do not take. */
function inputsOfTokens<P extends Problem, Options extends RunOptions>({ inputs, decoding }: Operator<P, Options>) {
  const optional = Object.entries(inputs.optional).filter(([name]) => !decoding?.without?.includes(name));
  return { ...inputs, optional: Object.fromEntries(optional) };
}

/** The states of an operator, and the fields that keep them between tokens: initialMemory, and memory. */
function initialsOf<P extends Problem>({ states }: Pick<Operator<P>, 'states'>) {
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
  operator: Operator<P, Options>,
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
function plansByKind<P extends Problem>(operator: Operator<P>, session: WebGpuSession, start: P, first: KernelPlan) {
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
  operator: Operator<P, Options>,
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

function fieldsOf<P extends Problem>(operator: Pick<Operator<P>, 'states'>, results: State): State {
  return Object.fromEntries(initialsOf(operator).map(({ result, field }) => [field, results[result]!]));
}
