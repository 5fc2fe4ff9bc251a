import { sharedSession } from '../../../runtime/session.ts';
import type { KernelPlan } from '../../../runtime/plan.ts';
import type { HostSession, Session, WebGpuSession } from '../../../runtime/session.ts';
import type { RunReport } from '../../../runtime/types.ts';
import type { HostTensor } from '../../../tensor.ts';
import {
  atOneStep,
  checkSizes,
  checkState,
  checkToken,
  decoderOf,
  hostPlace,
  withoutStep,
} from '../../call/decoder.ts';
import type { Decoder, DecoderPlace } from '../../call/decoder.ts';
import { devicePlace } from '../../call/devicePlace.ts';
import { ONE_TOKEN, fits } from '../../call/form.ts';
import { hostJob } from '../../call/hostJob.ts';
import { runJob } from '../../call/run.ts';
import { packStates, resultShapes, statesOf, unpackStates } from '../../call/states.ts';
import { asFloat32 } from '../../host/float32.ts';
import { emptyTensor } from '../../host/heads.ts';
import type { RunOptions } from '../../operator.ts';
import type { VlaOptions } from '../types.ts';
import { checkHostTensor } from '../../validation/tensors.ts';
import { checkDirections, inverseNorm } from '../directionSize.ts';
import { decodeShapeFor, vlaDecodePlan } from './plan.ts';
import { packDecodeState, packDecodeToken, unpackDecodeState } from './state.ts';
import { vla } from '../index.ts';
import { vlaOperator } from '../operator.ts';
import { vlaRecurrentPlan } from '../recurrent/plan.ts';
import { vlaProblem } from '../problem.ts';
import type { VlaProblem, VlaSizes } from '../problem.ts';
import { initialVlaState } from '../reference.ts';
import { isNudgeDue } from '../step.ts';

/** One position of every head. */
export interface VlaDecodeToken {
  /** [B,H,D] */
  readonly q: HostTensor;
  /** [B,H,D] */
  readonly k: HostTensor;
  /** [B,H,Dv] */
  readonly v: HostTensor;
  /** [B,H,R,D], or [B,H,D] for rank 1. */
  readonly u: HostTensor;
}

/** What VLA knows after some steps. */
export interface VlaDecodeState {
  /** S [B,H,Dv,D]. */
  readonly memory: HostTensor;
  /** A [B,H,D,D]. */
  readonly inverse: HostTensor;
  /** Steps so far: the next token is step `steps` of the sequence, which places the periodic nudge. */
  readonly steps: number;
}

export type VlaDecoder = Decoder<VlaDecodeToken, VlaDecodeState>;

/** R is 1 where it is left out. */
export type VlaDecodeSizes = Omit<VlaSizes, 'T' | 'R'> & { readonly R?: number };

/** Options of a token: `state` says which step it is, and intermediates are a matter of whole sequences. */
export type VlaDecodeOptions = Omit<VlaOptions, 'firstStep' | 'keepIntermediates'>;

/**
 * Opens VLA for one token at a time; the state stays on the device (or in memory) in between. The outputs are those of
 * {@link vla} over the whole sequence.
 *
 * `state` is where to continue from, for example the final state of a prompt; default A = I/λ0, S = 0, step 0. `session` is
 * where to compute; default the shared one.
 */
export async function openVlaDecoder({
  sizes,
  options,
  state,
  session,
}: {
  readonly sizes: VlaDecodeSizes;
  readonly options: VlaDecodeOptions;
  readonly state?: VlaDecodeState;
  readonly session?: Session;
}): Promise<VlaDecoder> {
  checkState(state, ['memory', 'inverse']);
  const start = startingProblem(sizes, options, state);
  const { initialMemory, initialInverse } = start.inputs;
  const norm = inverseNorm(start);
  const place = placeOf(session ?? (await sharedSession()), start);
  const problemOf = (token: VlaDecodeToken, firstStep: number): VlaProblem => {
    const problem = vlaProblem(tokenTensors(token, start.sizes), { ...options, firstStep });
    checkDirections(problem.inputs.u, norm);
    return { ...problem, inputs: { ...problem.inputs, initialMemory, initialInverse } };
  };
  return decoderOf({ name: 'VLA', steps: start.options.firstStep }, problemOf, place);
}

/**
 * Takes one token and returns its output and the state after it; the given state stays as it was. The state travels to
 * the device and back: for many tokens, open a decoder.
 */
export async function decodeStep(
  { memory, inverse, steps }: VlaDecodeState,
  token: VlaDecodeToken,
  options: VlaDecodeOptions & RunOptions,
): Promise<{ readonly output: HostTensor; readonly state: VlaDecodeState; readonly ran: RunReport }> {
  checkHostTensor('memory', memory);
  const [B, H, Dv, D] = memory.shape;
  const R = directionsOf(token).shape.length === 4 ? token.u.shape[2] : 1;
  const { output, finalMemory, finalInverse, ran } = await vla(
    { ...tokenTensors(token, { B, H, D, Dv, R }), initialMemory: memory, initialInverse: inverse },
    { ...options, firstStep: steps },
  );
  return {
    output: withoutStep(output),
    state: { memory: finalMemory, inverse: finalInverse, steps: steps + 1 },
    ran,
  };
}

/** The directions of a token, whose rank says how many there are. */
function directionsOf(token: VlaDecodeToken): HostTensor {
  checkToken(token, ['q', 'k', 'v', 'u']);
  checkHostTensor('u', token.u);
  return token.u;
}

/** The token's tensors with a time axis, checked against the decoder's sizes. */
function tokenTensors(token: VlaDecodeToken, { B, H, D, Dv, R }: Omit<VlaSizes, 'T'>) {
  const u = directionsOf(token);
  const { q, k, v } = token;
  const ranked = R > 1 || u.shape.length === 4;
  return {
    q: atOneStep('q', q, [B, H, D], '[B,H,D]'),
    k: atOneStep('k', k, [B, H, D], '[B,H,D]'),
    v: atOneStep('v', v, [B, H, Dv], '[B,H,Dv]'),
    u: atOneStep('u', u, ranked ? [B, H, R, D] : [B, H, D], ranked ? '[B,H,R,D]' : '[B,H,D]'),
  };
}

/** A problem of one step with nothing in it but the sizes, the options and the state, all checked. */
function startingProblem(
  sizes: VlaDecodeSizes,
  options: VlaDecodeOptions,
  state: VlaDecodeState | undefined,
): VlaProblem {
  checkSizes(sizes);
  const { B, H, D, Dv, R = 1 } = sizes;
  return vlaProblem(
    {
      q: emptyTensor(B, H, 1, D),
      k: emptyTensor(B, H, 1, D),
      v: emptyTensor(B, H, 1, Dv),
      u: emptyTensor(B, H, 1, R, D),
      initialMemory: state?.memory,
      initialInverse: state?.inverse,
    },
    { ...options, firstStep: state?.steps },
  );
}

function placeOf(session: Session, start: VlaProblem): DecoderPlace<VlaProblem, VlaDecodeState> {
  if (session.backend !== 'webgpu') return placeOnProcessor(session, start);
  const common = { operator: vlaOperator, session };
  const shape = decodeShapeFor(start, session);
  const plan = shape && vlaDecodePlan(start, shape);
  if (!plan || !fits(plan, session.limits)) return devicePlace({ ...common, ...recurrentSteps(session, start) });
  return devicePlace({
    ...common,
    plan: () => plan,
    inputs: (problem: VlaProblem) => ({ token: packDecodeToken(problem, shape) }),
    initial: { state: packDecodeState(start, shape) },
    stateOf: ({ state }, steps) => ({ ...unpackDecodeState(state, start.sizes, shape), steps }),
  });
}

/** The recurrent form, a call with one step for each token. */
function recurrentSteps(session: WebGpuSession, start: VlaProblem) {
  const shapes = resultShapes(vlaOperator, start, start.options);
  const states = statesOf(vlaOperator, start, shapes);
  return {
    plan: plansOf(session),
    inputs: ({ inputs: { q, k, v, u } }: VlaProblem) => ({
      q: asFloat32(q),
      k: asFloat32(k),
      v: asFloat32(v),
      u: asFloat32(u),
    }),
    initial: packStates(states, start.inputs),
    stateOf(buffers: Record<string, Float32Array>, steps: number): VlaDecodeState {
      const { finalMemory, finalInverse } = unpackStates(states, buffers, shapes);
      return { memory: finalMemory!, inverse: finalInverse!, steps };
    },
  };
}

/** The plans of steps, of which there are two: those that nudge A and those that do not. Making one takes a while. */
function plansOf(session: WebGpuSession): (problem: VlaProblem) => KernelPlan {
  const plans = new Map<boolean, KernelPlan>();
  return (problem) => {
    const { firstStep, period } = problem.options;
    const nudged = isNudgeDue(firstStep, period);
    const plan = plans.get(nudged) ?? vlaRecurrentPlan(problem, session);
    plans.set(nudged, plan);
    return plan;
  };
}

function placeOnProcessor(session: HostSession, start: VlaProblem): DecoderPlace<VlaProblem, VlaDecodeState> {
  return hostPlace(startingState(start), async (problem, { memory, inverse }) => {
    const inputs = { ...problem.inputs, initialMemory: memory, initialInverse: inverse };
    const { lambda0 } = start.options;
    const run = hostJob(vlaOperator, session.backend, { ...problem, inputs }, { lambda0, form: ONE_TOKEN.form });
    const result = await runJob({ operator: vlaOperator.name, run: { ...run, ...ONE_TOKEN }, options: {} });
    return {
      output: withoutStep(result['output']!),
      ran: result.ran,
      next: { memory: result['finalMemory']!, inverse: result['finalInverse']! },
    };
  });
}

/** A and S before the first step, in float64. */
function startingState(start: VlaProblem): Omit<VlaDecodeState, 'steps'> {
  const { B, H, D, Dv } = start.sizes;
  const memory = emptyTensor(B, H, Dv, D);
  const inverse = emptyTensor(B, H, D, D);
  for (let head = 0; head < B * H; head++) {
    const state = initialVlaState(start, head);
    memory.data.set(state.memory.data, head * Dv * D);
    inverse.data.set(state.inverse.data, head * D * D);
  }
  return { memory, inverse };
}
