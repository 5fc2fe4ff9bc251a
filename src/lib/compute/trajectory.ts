import type { HostTensor, RunOptions, Session, VlaInputs, VlaOptions, VlaResult } from '@vla/kernels';
import { deltaNet, linearAttention, vla } from '@vla/kernels';
import { sliceSteps } from './tensors.ts';

/** How a run along a sequence is stopped and watched. */
export interface Follow {
  readonly runtime: Session;
  readonly signal: AbortSignal;
  /** Number of steps done at each stop, ascending; the last one is where the run ends. */
  readonly stops: readonly number[];
  /** Called with the number of steps done. */
  readonly onStep?: (done: number) => void;
}

/** Keys and values [B,H,T,…]. A trajectory is about the state, so queries [B,H,T,D] are zero unless given. */
export interface Written {
  readonly k: HostTensor;
  readonly v: HostTensor;
  readonly q?: HostTensor;
}

/** S_t of every row of [B,H] after `step` steps. */
export interface MemoryStop {
  readonly step: number;
  readonly memory: HostTensor;
}

/** Steps from…to − 1. */
interface Leg {
  readonly from: number;
  readonly to: number;
}

/**
 * Runs VLA from stop to stop, each leg starting from the state where the last one ended, and yields the operator's
 * result at every stop: S_t and A_t of the whole sequence, outputs and intermediates of the leg.
 */
export async function* followVla(
  inputs: Written & { readonly u: HostTensor },
  options: VlaOptions & Pick<RunOptions, 'form'>,
  follow: Follow,
): AsyncGenerator<{ readonly step: number; readonly result: VlaResult }> {
  let state: Pick<VlaInputs, 'initialMemory' | 'initialInverse'> = {};
  for (const leg of legs(follow)) {
    const u = sliceSteps(inputs.u, leg.from, leg.to);
    const runOptions = { ...options, firstStep: leg.from, ...watched(follow, leg) };
    const result = await vla({ ...written(inputs, leg), u, ...state }, runOptions);
    state = { initialMemory: result.finalMemory, initialInverse: result.finalInverse };
    yield { step: leg.to, result };
  }
}

/** The same for DeltaNet with β = 1. */
export async function* followDeltaNet(inputs: Written, follow: Follow): AsyncGenerator<MemoryStop> {
  let state = {};
  for (const leg of legs(follow)) {
    const { finalMemory } = await deltaNet({ ...written(inputs, leg), ...state }, watched(follow, leg));
    state = { initialMemory: finalMemory };
    yield { step: leg.to, memory: finalMemory };
  }
}

/** The same for linear attention. The normaliser divides outputs only, so it need not be carried along. */
export async function* followLinear(inputs: Written, follow: Follow): AsyncGenerator<MemoryStop> {
  let state = {};
  for (const leg of legs(follow)) {
    const { finalMemory } = await linearAttention({ ...written(inputs, leg), ...state }, watched(follow, leg));
    state = { initialMemory: finalMemory };
    yield { step: leg.to, memory: finalMemory };
  }
}

function* legs({ stops, signal }: Follow): Generator<Leg> {
  let from = 0;
  for (const to of stops) {
    signal.throwIfAborted();
    yield { from, to };
    from = to;
  }
}

function written({ q, k, v }: Written, { from, to }: Leg) {
  const keys = sliceSteps(k, from, to);
  const queries = q ? sliceSteps(q, from, to) : { shape: keys.shape, data: new Float32Array(keys.data.length) };
  return { q: queries, k: keys, v: sliceSteps(v, from, to) };
}

function watched({ runtime, signal, onStep }: Follow, { from, to }: Leg) {
  const onProgress = (fraction: number): void => onStep?.(from + fraction * (to - from));
  return { session: runtime, signal, onProgress };
}
