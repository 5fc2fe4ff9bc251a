import { sharedSession } from '../../runtime/session.ts';
import type { Session } from '../../runtime/session.ts';
import type { HostTensor } from '../../tensor.ts';
import { ONE_TOKEN, atOneStep, checkSizes, decoderOf, hostPlace, withoutStep } from '../call/decoder.ts';
import type { Decoder, DecoderPlace } from '../call/decoder.ts';
import { devicePlace } from '../call/devicePlace.ts';
import { asFloat32, float32State } from '../host/float32.ts';
import { emptyTensor } from '../host/heads.ts';
import { RECURRENT_FOR_A_TOKEN } from '../call/recurrentOrChunk.ts';
import type { LinearAttentionOptions } from '../types.ts';
import type { AttentionSizes } from '../validation/attention.ts';
import { linearAttentionCpuJob } from './cpu.ts';
import { linearAttention } from './index.ts';
import { linearAttentionOnDevice } from './devicePlan.ts';
import { linearAttentionProblem } from './problem.ts';
import type { LinearAttentionProblem } from './problem.ts';
import { linearAttentionReferenceJob } from './reference.ts';

/** One position of every head, behind the feature map. */
export interface LinearAttentionToken {
  /** [B,H,D] */
  readonly q: HostTensor;
  /** [B,H,D] */
  readonly k: HostTensor;
  /** [B,H,Dv] */
  readonly v: HostTensor;
}

export interface LinearAttentionDecodeState {
  /** S [B,H,Dv,D]. */
  readonly memory: HostTensor;
  /** z, the sum of the keys [B,H,D]. */
  readonly normalizer: HostTensor;
  readonly steps: number;
}

export type LinearAttentionDecoder = Decoder<LinearAttentionToken, LinearAttentionDecodeState>;

/** Opens linear attention for one token at a time. As openVlaDecoder. */
export async function openLinearAttentionDecoder({
  sizes,
  options = {},
  state,
  session,
}: {
  readonly sizes: Omit<AttentionSizes, 'T'>;
  readonly options?: LinearAttentionOptions;
  readonly state?: LinearAttentionDecodeState;
  readonly session?: Session;
}): Promise<LinearAttentionDecoder> {
  checkSizes(sizes);
  const { B, H, D, Dv } = sizes;
  const [q, k, v] = [emptyTensor(B, H, 1, D), emptyTensor(B, H, 1, D), emptyTensor(B, H, 1, Dv)];
  const initial = { initialMemory: state?.memory, initialNormalizer: state?.normalizer };
  const start = linearAttentionProblem({ q, k, v, ...initial }, options);
  const problemOf = (token: LinearAttentionToken): LinearAttentionProblem => {
    const tensors = {
      q: atOneStep('q', token.q, [B, H, D], '[B,H,D]'),
      k: atOneStep('k', token.k, [B, H, D], '[B,H,D]'),
      v: atOneStep('v', token.v, [B, H, Dv], '[B,H,Dv]'),
    };
    const problem = linearAttentionProblem(tensors, options);
    const { initialMemory, initialNormalizer } = start.inputs;
    return { ...problem, inputs: { ...problem.inputs, initialMemory, initialNormalizer } };
  };
  const place = placeOf(session ?? (await sharedSession()), start);
  return decoderOf({ name: 'linear attention', steps: state?.steps ?? 0 }, problemOf, place);
}

function placeOf(
  session: Session,
  { sizes, inputs, options }: LinearAttentionProblem,
): DecoderPlace<LinearAttentionProblem, LinearAttentionDecodeState> {
  const { B, H, D, Dv } = sizes;
  const { initialMemory, initialNormalizer } = inputs;
  if (session.backend === 'webgpu') {
    const { plan, form } = linearAttentionOnDevice({ sizes, options }, {}, session, RECURRENT_FOR_A_TOKEN);
    return devicePlace({
      operator: 'linear',
      session,
      form,
      plan: () => plan,
      inputs: ({ inputs: { q, k, v } }: LinearAttentionProblem) => ({
        q: asFloat32(q),
        k: asFloat32(k),
        v: asFloat32(v),
      }),
      initial: {
        memory: float32State(initialMemory, B * H * Dv * D),
        normalizer: float32State(initialNormalizer, B * H * D),
      },
      stateOf: ({ memory, normalizer }, steps) => ({
        memory: { shape: [B, H, Dv, D], data: memory },
        normalizer: { shape: [B, H, D], data: normalizer },
        steps,
      }),
      flopsPerHead: 4 * D * Dv,
      reference: linearAttentionReferenceJob,
      float32: linearAttentionCpuJob,
    });
  }
  const initial = {
    memory: initialMemory ?? emptyTensor(B, H, Dv, D),
    normalizer: initialNormalizer ?? emptyTensor(B, H, D),
  };
  return hostPlace(initial, async (problem, { memory, normalizer }) => {
    const { q, k, v } = problem.inputs;
    const given = { q, k, v, initialMemory: memory, initialNormalizer: normalizer };
    const result = await linearAttention(given, { ...options, session });
    const ran = { ...result.ran, formReason: ONE_TOKEN };
    const next = { memory: result.finalMemory, normalizer: result.finalNormalizer };
    return { output: withoutStep(result.output), ran, next };
  });
}
