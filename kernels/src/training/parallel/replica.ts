import { dispose, getBackend, tensor, tidy } from '@tensorflow/tfjs-core';
import type { TransformerConfig } from '../../model/index.ts';
import { VLATransformer } from '../../model/index.ts';
import { elementCount } from '../../tensor.ts';
import { loadProcessorKernels } from '../device.ts';
import { lossGradient } from '../gradient.ts';
import { sentError } from './messages.ts';
import type { FromReplica, GradientAnswer, ToReplica } from './messages.ts';
import { isObject, shape } from '../../shapes.ts';

/** A worker's end of its line: `self` in a browser, `parentPort` of node:worker_threads in Node. */
export interface ReplicaPort {
  postMessage(message: FromReplica, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: Event) => void): void;
}

const aPort = shape(
  'a port: self in a browser, parentPort in Node',
  (value) =>
    isObject(value) && typeof value['postMessage'] === 'function' && typeof value['addEventListener'] === 'function',
);

/**
 * Makes this thread a worker of a team: it answers with the gradient of each slice of a batch that it is sent, for the
 * weights that come with it. TensorFlow.js’s active backend computes: it is to be set before, to the one that the team's
 * other threads have.
 */
export function serveReplica(port: ReplicaPort): { readonly dispose: () => void } {
  aPort('port', port);
  const models = new Map<string, VLATransformer>();
  // Configurations are few: what a team trains at a time.
  const modelOf = (config: TransformerConfig): VLATransformer => {
    const key = JSON.stringify(config);
    const model = models.get(key) ?? new VLATransformer(config);
    models.set(key, model);
    return model;
  };
  port.addEventListener('message', (event) => {
    const { data } = event as MessageEvent<ToReplica>;
    answer(modelOf, data).then(
      (message) => port.postMessage(message, [message.gradient.buffer]),
      (error: unknown) => port.postMessage({ type: 'failure', call: data.call, failure: sentError(error) }, []),
    );
  });
  port.postMessage({ type: 'ready', backend: getBackend() }, []);
  return {
    dispose() {
      for (const model of models.values()) model.dispose();
      models.clear();
    },
  };
}

async function answer(
  modelOf: (config: TransformerConfig) => VLATransformer,
  { call, config, weights, batch, share }: ToReplica,
): Promise<GradientAnswer> {
  // As whoever leads does: without them it would compute more slowly, and round otherwise.
  await loadProcessorKernels();
  const model = modelOf(config);
  assignWeights(model, weights);
  const { loss, gradient } = lossGradient(model, batch, share);
  try {
    const [[value], numbers] = await Promise.all([loss.data<'float32'>(), gradient.data<'float32'>()]);
    // What is sent is gone here: it is no tensor's.
    return { type: 'gradient', call, loss: value!, gradient: Float32Array.from(numbers) };
  } finally {
    dispose([loss, gradient]);
  }
}

/** Puts weights into a model, all of them in their order, one after the other. */
function assignWeights(model: VLATransformer, weights: Float32Array): void {
  let start = 0;
  for (const { variable } of model.parameters) {
    const end = start + elementCount(variable.shape);
    const numbers = weights.subarray(start, end);
    tidy(() => variable.assign(tensor(numbers, variable.shape)));
    start = end;
  }
}
