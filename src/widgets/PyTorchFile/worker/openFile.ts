import { dispose, tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { ArgumentError } from '@vla/kernels';
import { fittingClasses, loadSafetensors, sourceOptions, type LoadedSource } from '@vla/kernels/model';
import { seededRandom } from '@vla/kernels/random';
import { RunError, type BackendChoice, type Ran } from '../../worker/protocol.ts';
import type { Heard, Likely, MapRow, Opened, Opening, Reading, Takes, Transformed } from '../protocol.ts';
import { begun, refusalOf } from './refusal.ts';

type Where = Omit<Ran, 'milliseconds'>;

/** Makes a backend the one that computes, and says from then on what does. */
export type OpenBackend = (choice: BackendChoice) => Promise<() => Where>;

/** Likeliest tokens that are reported. */
const REPORTED = 5;
/** Rows of the key map that are shown. */
const ROWS = 400;

/** The file that is open, and its model. One at a time. */
export class OpenFile {
  readonly #openBackend: OpenBackend;
  #source: LoadedSource | null = null;
  #place: () => Where = () => {
    throw new ArgumentError('file', 'was not opened');
  };

  constructor(openBackend: OpenBackend) {
    this.#openBackend = openBackend;
  }

  async open(bytes: Uint8Array, backend: BackendChoice, { class: wanted, options }: Reading): Promise<Opening> {
    this.#source?.dispose();
    this.#source = null;
    this.#place = await this.#openBackend(backend);
    try {
      const source = loadSafetensors(bytes, { ...(wanted && { class: wanted }), options });
      this.#source = source;
      return { type: 'opened', opened: described(source, bytes) };
    } catch (error) {
      return { type: 'refused', refused: refusalOf(error, { bytes, ...(wanted && { wanted }) }) };
    }
  }

  /** Logits after every token, and what is likeliest. */
  async tokens(tokens: readonly number[]): Promise<Heard> {
    const { values, width, classes } = await this.#forward(
      tensor(Int32Array.from(tokens), [1, tokens.length], 'int32'),
    );
    const next = tokens.map((_, i) => likeliest(values.subarray(i * width, (i + 1) * width)));
    return { tokens, next, classes, values, width, ran: this.#place() };
  }

  /** Vectors that a seed decides, standard normal, and what the layer makes of them. */
  async vectors(seed: number, count: number): Promise<Transformed> {
    const takes = takesOf(this.#open());
    if (takes.kind !== 'vectors') throw new ArgumentError('file', 'has a model of tokens');
    const input = seededRandom(seed).fillNormal(new Float32Array(count * takes.modelDim));
    const { values, width } = await this.#forward(tensor(input.slice(), [1, count, takes.modelDim]));
    return { input, values, width, ran: this.#place() };
  }

  file(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#open().save();
  }

  #open(): LoadedSource {
    if (!this.#source) throw new ArgumentError('file', 'was not opened');
    return this.#source;
  }

  async #forward(x: Tensor): Promise<{ values: Float32Array; width: number; classes: Float32Array | null }> {
    const { output, classes } = this.#open().forward(x);
    try {
      const values = await output.data<'float32'>();
      const width = output.shape.at(-1)!;
      checkFinite(values, width);
      return { values, width, classes: classes ? await classes.data<'float32'>() : null };
    } finally {
      dispose([x, output, ...(classes ? [classes] : [])]);
    }
  }
}

function described(source: LoadedSource, bytes: Uint8Array): Opened {
  const rows = source.weights.slice(0, ROWS).map(({ name, shape, from, theirs, rows: part, transposed }): MapRow => {
    const changes = [...(part ? [`rows ${part[0]} to ${part[1] - 1}`] : []), ...(transposed ? ['transposed'] : [])];
    return { name, shape, from, theirs, change: changes.join(', ') };
  });
  const asks = (['heads', 'lambda0'] as const).filter((name) => sourceOptions(source.class).includes(name));
  const passed = Object.entries(source.passedOver).map(
    ([name, { dtype, shape }]) => `${name}: ${dtype} [${shape.join(', ')}]`,
  );
  return {
    ...{ class: source.class, fits: fittingClasses(bytes), asks, parameters: source.parameters },
    ...{ map: { items: rows, total: source.weights.length }, passedOver: begun(passed), takes: takesOf(source) },
  };
}

function takesOf({ model, weights }: LoadedSource): Takes {
  if (model) return { kind: 'tokens', vocabulary: model.config.vocabulary, length: model.config.length };
  return { kind: 'vectors', modelDim: weights.find(({ name }) => name === 'query')!.shape[0]! };
}

function likeliest(logits: Float32Array): Likely[] {
  const largest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0);
  return [...logits]
    .map((logit, token) => ({ token, logit, probability: Math.exp(logit - largest) / total }))
    .sort((a, b) => b.logit - a.logit)
    .slice(0, REPORTED);
}

function checkFinite(values: Float32Array, width: number): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  throw new RunError({
    what: 'What comes out of the model is no number.',
    why: `It left the range of float32 at token ${Math.floor(bad / width) + 1}.`,
    next: 'Enter fewer tokens, or look at the weights.',
  });
}
