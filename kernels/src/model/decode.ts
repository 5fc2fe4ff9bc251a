import { argMax, dispose, reshape, slice, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';
import type { TransformerState } from './state.ts';
import type { VLATransformer } from './transformer.ts';
import { checkKeys } from '../arguments.ts';
import { checkSignal } from '../runtime/abort.ts';
import { count, isObject, listOf, shape } from '../shapes.ts';
import { aModel } from './shapes.ts';

/**
 * Continues sequences with the likeliest token at each step. The prompt is read at once; after that each token costs
 * the same, however long the sequence, for every mixer but softmax.
 *
 * @throws ArgumentError for a model of classes, which says no tokens, before anything is computed
 * @param prompt sequences of one length, at least one token each
 * @param steps tokens to add
 * @returns the added tokens of each sequence
 */
export async function greedyDecode(call: {
  readonly model: VLATransformer;
  readonly prompt: readonly (readonly number[])[];
  readonly steps: number;
  readonly signal?: AbortSignal;
}): Promise<number[][]> {
  checkCall(call);
  const { model, prompt, steps, signal } = call;
  const { vocabulary, classes } = model.config;
  if (classes > 0) {
    throw new ArgumentError('model', `answers with one of ${classes} classes; expected one whose head says any token`);
  }
  const isToken = (token: number): boolean => Number.isSafeInteger(token) && token >= 0 && token < vocabulary;
  if (prompt.length === 0 || !prompt.every((row) => row.length > 0 && row.length === prompt[0].length)) {
    const lengths =
      prompt.length === 0 ? 'no sequence' : `sequences of ${prompt.map((row) => row.length).join(', ')} tokens`;
    const problem = `has ${lengths}; expected sequences of one length, at least one token each`;
    throw new ArgumentError('prompt', `${problem}: decode those of each length by themselves`);
  }
  if (!prompt.flat().every(isToken)) throw new ArgumentError('prompt', `expected tokens 0 to ${vocabulary - 1}`);
  const added = prompt.map((): number[] => []);
  let tokens = tensor2d(prompt.flat(), [prompt.length, prompt[0].length], 'int32');
  let state: TransformerState | undefined;
  try {
    for (let step = 0; step < steps; step++) {
      signal?.throwIfAborted();
      const advanced = model.advance(tokens, state);
      const next = tidy(() => likeliest(advanced.logits));
      dispose([tokens, advanced.logits, ...(state ? [state] : [])] as never);
      tokens = next;
      state = advanced.state;
      (await next.data()).forEach((token, row) => added[row].push(token));
    }
  } finally {
    dispose([tokens, ...(state ? [state] : [])] as never);
  }
  return added;
}

function checkCall(call: unknown): void {
  const names = ['model', 'prompt', 'steps', 'signal'];
  if (isObject(call) && ('lengths' in call || 'padding' in call)) {
    const problem = 'are no arguments of greedyDecode: a prompt has no padding';
    throw new ArgumentError('lengths and padding', `${problem}; decode sequences of each length by themselves`);
  }
  checkKeys('call', call, names);
  const { model, prompt, steps, signal } = call as Readonly<Record<string, unknown>>;
  aModel('model', model);
  listOf(shape('an array of tokens', Array.isArray))('prompt', prompt);
  count('steps', steps);
  checkSignal(signal);
}

/** The last position's likeliest token: [B,T,vocabulary] → [B,1]. */
function likeliest(logits: Tensor3D): Tensor2D {
  const [B, T] = logits.shape;
  return reshape(argMax(slice(logits, [0, T - 1, 0], [-1, 1, -1]), 2), [B, 1]);
}
