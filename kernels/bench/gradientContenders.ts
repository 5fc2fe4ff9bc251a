import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients of tfjs's operations, which the bundle of tfjs-core for Node lacks.
import '@tensorflow/tfjs-layers';
import { vla } from '../src/index.ts';
import type { RunReport, WebGpuSession } from '../src/index.ts';
import { seededRandom } from '../src/random.ts';
import { submitPending } from '../src/runtime/tfjsDevice.ts';
import type { TfjsWebGpuBackend } from '../src/runtime/tfjsDevice.ts';
import type { Contender } from './contender.ts';
import type { Extent } from './flops.ts';
import { vlaOpLoop } from './opLoop.ts';
import { LAMBDA0 } from './operators.ts';
import type { ResidentInputs } from './operators.ts';

/** The output, and the gradients with respect to q, k, v and u, each [B,H,T,D]. */
export type StepResults = readonly Float32Array[];

/** What a training step does in the operator: the forward pass, and the gradients of its inputs. */
export interface StepContender extends Contender {
  /** Computes once and reads everything back. */
  results(): Promise<StepResults>;
}

/** The gradient of a loss with respect to the output: random, so that nothing cancels. */
export function outputGradientArray({ B, H, T, D }: Extent, seed: number): Float32Array {
  return seededRandom(seed).fillNormal(new Float32Array(B * H * T * D));
}

interface StepArguments {
  readonly session: WebGpuSession;
  readonly inputs: ResidentInputs;
  /** [B,H,T,D], of the session's device. */
  readonly outputGradient: tf.Tensor;
}

type Four<X> = [X, X, X, X];

/** Our forward pass and its gradient. */
export function vlaStepContender(args: StepArguments): StepContender & { readonly ran: RunReport } {
  const ran: RunReport[] = [];
  const contender = stepContender(args, 'VLA, forward and backward', (q, k, v, u) => {
    const { output, ran: report } = vla({ q, k, v, u }, { lambda0: LAMBDA0 });
    ran[0] = report;
    return output;
  });
  contender.start();
  return { ...contender, form: ran[0]!.form, ran: ran[0]! };
}

/** The loop of tfjs operations, differentiated by tfjs. */
export function opLoopStepContender(args: StepArguments): StepContender {
  const { B, H, T, D } = args.inputs;
  return stepContender(args, 'tfjs, operation by operation, with its gradient', (...tensors) => {
    const [q, k, v, u] = tensors.map((x) => tf.reshape(x, [B * H, T, D]) as tf.Tensor3D) as Four<tf.Tensor3D>;
    return tf.reshape(vlaOpLoop({ q, k, v, u, lambda0: LAMBDA0 }), [B, H, T, D]);
  });
}

function stepContender(
  { session, inputs: { q, k, v, u }, outputGradient }: StepArguments,
  label: string,
  forward: (...tensors: Four<tf.Tensor4D>) => tf.Tensor,
): StepContender {
  const step = tf.valueAndGrads((...tensors) => forward(...(tensors as Four<tf.Tensor4D>)));
  const compute = (): tf.Tensor[] => {
    const { value, grads } = step([q, k, v, u], outputGradient);
    return [value, ...grads];
  };
  const results = async (): Promise<StepResults> => {
    const tensors = compute();
    const data = await Promise.all(tensors.map((tensor) => tensor.data() as Promise<Float32Array>));
    tf.dispose(tensors);
    await session.settled();
    return data;
  };
  return {
    label,
    form: null,
    flops: null,
    start: () => tf.dispose(compute()),
    settled() {
      submitPending(tf.backend() as unknown as TfjsWebGpuBackend);
      return session.settled();
    },
    results,
    output: async () => (await results())[0]!,
    dispose: () => undefined,
  };
}
