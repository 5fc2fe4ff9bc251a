import { argMax, dispose, reshape, slice, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../errors.ts';
import type { LengthOptions } from '../layers/padding.ts';
import { paddingOf, placesOf } from '../ops/call/padding.ts';
import type { TransformerState } from './state.ts';
import type { VLATransformer } from './transformer.ts';
import { checkKeys } from '../arguments.ts';
import { breathe } from '../runtime/breathe.ts';
import { checkSignal } from '../runtime/abort.ts';
import { count, listOf, shape } from '../shapes.ts';
import { aModel } from './shapes.ts';
import { checkTokenNumbers } from './tokenNumbers.ts';

/** What greedy decoding takes. */
export interface GreedyDecoding extends LengthOptions {
  readonly model: VLATransformer;
  /** Sequences of at least one token each, of one length or of several. With `lengths` and `padding`, rows of one length that hold them. */
  readonly prompt: readonly (readonly number[])[];
  /** Tokens to add. */
  readonly steps: number;
  readonly signal?: AbortSignal;
}

/**
 * Continues sequences with the likeliest token at each step. The prompt is read at once; after that each token costs
 * the same, however long the sequence, for every mixer but softmax. Sequences of each length are a batch of their own, one after the other.
 *
 * @throws ArgumentError for a model of classes, which says no tokens, before anything is computed
 * @returns the added tokens of each sequence
 */
export async function greedyDecode(call: GreedyDecoding): Promise<number[][]> {
  checkCall(call);
  const { model, steps, signal } = call;
  const { vocabulary, classes } = model.config;
  if (classes > 0) {
    throw new ArgumentError('model', `answers with one of ${classes} classes; expected one whose head says any token`);
  }
  const prompt = promptOf(call);
  prompt.forEach((row, b) => checkTokenNumbers(`prompt[${b}]`, { shape: [row.length], data: row }, vocabulary));
  const added: number[][] = prompt.map(() => []);
  for (const length of new Set(prompt.map((row) => row.length))) {
    const places = prompt.flatMap((row, place) => (row.length === length ? [place] : []));
    const batch = await decodeBatch({ model, prompt: places.map((place) => prompt[place]!), steps, signal });
    places.forEach((place, i) => (added[place] = batch[i]!));
  }
  return added;
}

/** Sequences of one length, side by side. */
async function decodeBatch({ model, prompt, steps, signal }: GreedyDecoding): Promise<number[][]> {
  const added = prompt.map((): number[] => []);
  let tokens = tensor2d(prompt.flat(), [prompt.length, prompt[0]!.length], 'int32');
  let state: TransformerState | undefined;
  try {
    for (let step = 0; step < steps; step++) {
      await breathe();
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
  checkKeys('call', call, ['model', 'prompt', 'steps', 'signal', 'lengths', 'padding']);
  const { model, prompt, steps, signal } = call as Readonly<Record<string, unknown>>;
  aModel('model', model);
  listOf(shape('an array of tokens', Array.isArray))('prompt', prompt);
  count('steps', steps);
  checkSignal(signal);
}

/** The tokens of each sequence, without padding. */
function promptOf({ prompt, lengths, padding }: GreedyDecoding): (readonly number[])[] {
  const rows = prompt.map((row) => row.length);
  if (rows.length === 0 || rows.includes(0)) {
    const had = rows.length === 0 ? 'no sequence' : `sequences of ${rows.join(', ')} tokens`;
    throw new ArgumentError('prompt', `has ${had}; expected sequences of at least one token each`);
  }
  const given = paddingOf({ lengths, padding });
  if (!given) return [...prompt];
  if (new Set(rows).size > 1) {
    const problem = `has sequences of ${rows.join(', ')} tokens; expected one length with padding, or no lengths`;
    throw new ArgumentError('prompt', problem);
  }
  const places = placesOf(given, { B: rows.length, T: rows[0]! });
  return prompt.map((row, b) => (places ? row.slice(places[b]!.from, places[b]!.from + places[b]!.count) : row));
}

/** The last position's likeliest token: [B,T,vocabulary] → [B,1]. */
function likeliest(logits: Tensor3D): Tensor2D {
  const [B, T] = logits.shape;
  return reshape(argMax(slice(logits, [0, T - 1, 0], [-1, 1, -1]), 2), [B, 1]);
}
