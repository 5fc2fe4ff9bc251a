import { dispose, reshape, softmax, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { ArgumentError } from '@vla/kernels';
import type { TransformerState, VLATransformer } from '@vla/kernels/model';
import type { Reading } from '../protocol.ts';

/** How many of the likeliest tokens are reported. */
const reported = 5;

/**
 * Reads tokens one after the other with the streaming state, each in the same time, then continues with the likeliest
 * token `added` times.
 */
export async function readTokens({
  model,
  tokens,
  added,
}: {
  readonly model: VLATransformer;
  readonly tokens: readonly number[];
  readonly added: number;
}): Promise<Reading[]> {
  checkTokens(model, tokens, added);
  const readings: Reading[] = [];
  let state: TransformerState | undefined;
  try {
    for (let i = 0; i < tokens.length + added; i++) {
      const token = tokens[i] ?? readings.at(-1)!.next[0]!.token;
      const advanced = advance(model, token, state);
      if (state) dispose(state as never);
      state = advanced.state;
      const probabilities = await advanced.probabilities.data<'float32'>();
      advanced.probabilities.dispose();
      readings.push({ token, next: likeliest(probabilities) });
    }
    return readings;
  } finally {
    if (state) dispose(state as never);
  }
}

function advance(model: VLATransformer, token: number, earlier: TransformerState | undefined) {
  return tidy(() => {
    const { logits, state } = model.advance(tensor2d([token], [1, 1], 'int32'), earlier);
    return { probabilities: softmax(reshape(logits, [-1])), state };
  });
}

function likeliest(probabilities: Float32Array): Reading['next'] {
  return [...probabilities]
    .map((probability, token) => ({ token, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, reported);
}

function checkTokens({ config }: VLATransformer, tokens: readonly number[], added: number): void {
  const { vocabulary, length } = config;
  const wrong = tokens.find((token) => !Number.isInteger(token) || token < 0 || token >= vocabulary);
  if (wrong !== undefined) throw new ArgumentError('tokens', `hold ${wrong}; expected 0 to ${vocabulary - 1}`);
  if (tokens.length === 0 || tokens.length + added > length) {
    throw new ArgumentError('tokens', `are ${tokens.length + added}; expected 1 to ${length}, the model's length`);
  }
}
