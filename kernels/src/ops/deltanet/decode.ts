import { sharedSession } from '../../runtime/session.ts';
import type { Session } from '../../runtime/session.ts';
import type { HostTensor } from '../../tensor.ts';
import { ONE_TOKEN, atOneStep, checkSizes, decoderOf, hostPlace, withoutStep } from '../call/decoder.ts';
import type { Decoder, DecoderPlace } from '../call/decoder.ts';
import { devicePlace } from '../call/devicePlace.ts';
import { asFloat32, float32State } from '../host/float32.ts';
import { emptyTensor } from '../host/heads.ts';
import { RECURRENT_FOR_A_TOKEN } from '../call/recurrentOrChunk.ts';
import type { AttentionSizes } from '../validation/attention.ts';
import { deltaNetCpuJob } from './cpu.ts';
import { deltaNet } from './index.ts';
import { deltaNetOnDevice } from './devicePlan.ts';
import { deltaNetProblem } from './problem.ts';
import type { DeltaNetProblem } from './problem.ts';
import { deltaNetReferenceJob } from './reference.ts';

/** One position of every head. */
export interface DeltaNetToken {
  /** [B,H,D] */
  readonly q: HostTensor;
  /** [B,H,D] */
  readonly k: HostTensor;
  /** [B,H,Dv] */
  readonly v: HostTensor;
  /** Write strength [B,H]. Default: ones. */
  readonly beta?: HostTensor;
}

export interface DeltaNetDecodeState {
  /** S [B,H,Dv,D]. */
  readonly memory: HostTensor;
  readonly steps: number;
}

export type DeltaNetDecoder = Decoder<DeltaNetToken, DeltaNetDecodeState>;

/** Opens the delta rule for one token at a time. As openVlaDecoder. */
export async function openDeltaNetDecoder({
  sizes,
  state,
  session,
}: {
  readonly sizes: Omit<AttentionSizes, 'T'>;
  readonly state?: DeltaNetDecodeState;
  readonly session?: Session;
}): Promise<DeltaNetDecoder> {
  checkSizes(sizes);
  const { B, H, D, Dv } = sizes;
  const [q, k, v] = [emptyTensor(B, H, 1, D), emptyTensor(B, H, 1, D), emptyTensor(B, H, 1, Dv)];
  const start = deltaNetProblem({ q, k, v, initialMemory: state?.memory });
  const problemOf = (token: DeltaNetToken): DeltaNetProblem => {
    const problem = deltaNetProblem({
      q: atOneStep('q', token.q, [B, H, D], '[B,H,D]'),
      k: atOneStep('k', token.k, [B, H, D], '[B,H,D]'),
      v: atOneStep('v', token.v, [B, H, Dv], '[B,H,Dv]'),
      ...(token.beta && { beta: atOneStep('beta', token.beta, [B, H], '[B,H]') }),
    });
    return { ...problem, inputs: { ...problem.inputs, initialMemory: start.inputs.initialMemory } };
  };
  const place = placeOf(session ?? (await sharedSession()), start);
  return decoderOf({ name: 'DeltaNet', steps: state?.steps ?? 0 }, problemOf, place);
}

function placeOf(
  session: Session,
  { sizes, inputs }: DeltaNetProblem,
): DecoderPlace<DeltaNetProblem, DeltaNetDecodeState> {
  const { B, H, D, Dv } = sizes;
  if (session.backend === 'webgpu') {
    const { plan, form } = deltaNetOnDevice(sizes, {}, session, RECURRENT_FOR_A_TOKEN);
    return devicePlace({
      operator: 'deltanet',
      session,
      form,
      plan: () => plan,
      inputs: ({ inputs: { q, k, v, beta } }) => ({
        q: asFloat32(q),
        k: asFloat32(k),
        v: asFloat32(v),
        beta: asFloat32(beta),
      }),
      initial: { memory: float32State(inputs.initialMemory, B * H * Dv * D) },
      stateOf: ({ memory }, steps) => ({ memory: { shape: [B, H, Dv, D], data: memory }, steps }),
      flopsPerHead: 6 * D * Dv,
      reference: deltaNetReferenceJob,
      float32: deltaNetCpuJob,
    });
  }
  const initial = { memory: inputs.initialMemory ?? emptyTensor(B, H, Dv, D) };
  return hostPlace(initial, async (problem, { memory }) => {
    const { q, k, v, beta } = problem.inputs;
    const result = await deltaNet({ q, k, v, beta, initialMemory: memory }, { session });
    const ran = { ...result.ran, formReason: ONE_TOKEN };
    return { output: withoutStep(result.output), ran, next: { memory: result.finalMemory } };
  });
}
