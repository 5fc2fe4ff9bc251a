import { dispose, tidy } from '@tensorflow/tfjs-core';
import type { VLATransformer } from '../model/index.ts';
import { batchAt, withoutPadding } from '../tasks/index.ts';
import type { Batch, Split, Task } from '../tasks/index.ts';
import { loadProcessorKernels } from './device.ts';
import { GroupCounter } from './groups.ts';
import type { GroupScores } from './groups.ts';
import { answerLogits, answers, crossEntropy, questionsOf } from './objective.ts';
import { checkKeys } from '../arguments.ts';
import { ArgumentError } from '../errors.ts';
import { aModel } from '../model/shapes.ts';
import { checkSignal } from '../runtime/abort.ts';
import { breathe } from '../runtime/breathe.ts';
import { checkAll, count, optional, size } from '../shapes.ts';
import { aSplit, aTask } from '../tasks/shapes.ts';

/** How well a model does on sequences that it was not trained on. */
export interface Evaluation {
  /** Mean cross-entropy of the answers, in nats. */
  readonly loss: number;
  /** Share of the answers that are right, the likeliest token being the answer. */
  readonly accuracy: number;
  /** Share of the sequences with all answers right. */
  readonly exactMatch: number;
  readonly answers: number;
  readonly sequences: number;
  /** The same share within the groups that the task divides its questions into, where it does. */
  readonly groups?: GroupScores;
}

/** Sequences of an evaluation where nothing else is said. */
const SEQUENCES = 256;

/** Tokens of a batch at most where nothing else is said: what WebAssembly and small devices hold, as nothing is kept for a backward pass. */
const MOST_TOKENS = 2 ** 17;

/** How many sequences are evaluated at once, and how often: 32, and fewer where they are longer than 4,096 tokens. */
export function evaluationSize(length: number): { readonly batches: number; readonly batchSize: number } {
  const batchSize = Math.min(32, Math.max(1, Math.floor(MOST_TOKENS / length)));
  return { batches: Math.ceil(SEQUENCES / batchSize), batchSize };
}

/**
 * Evaluates a model on the first batches of a task's stream: the same sequences every time.
 *
 * @param split default "test"
 * @param batches default 8, or as many as have 256 sequences
 * @param batchSize default 32, and fewer where sequences are longer than 4,096 tokens
 */
export async function evaluate(call: {
  readonly model: VLATransformer;
  readonly task: Task;
  readonly seed: number;
  readonly split?: Split;
  readonly batches?: number;
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
}): Promise<Evaluation> {
  checkCall(call);
  const { model, task, seed, split = 'test', signal } = call;
  const usual = evaluationSize(task.length);
  const { batches = usual.batches, batchSize = usual.batchSize } = call;
  await loadProcessorKernels();
  let [loss, right, whole, asked] = [0, 0, 0, 0];
  const counter = task.groups ? new GroupCounter() : null;
  for (let index = 0; index < batches; index++) {
    await breathe();
    signal?.throwIfAborted();
    const batch = withoutPadding(batchAt({ task, split, seed, index, size: batchSize }));
    const result = await answerBatch(model, batch);
    const marks = markAnswers(batch, result.answers);
    loss += result.loss * marks.asked;
    right += marks.right;
    whole += marks.whole;
    asked += marks.asked;
    counter?.add(task, batch, result.answers);
  }
  const sequences = batches * batchSize;
  return {
    ...{ loss: loss / asked, accuracy: right / asked, exactMatch: whole / sequences, answers: asked, sequences },
    ...(counter && { groups: counter.scores }),
  };
}

function checkCall(call: unknown): void {
  checkKeys('call', call, ['model', 'task', 'seed', 'split', 'batches', 'batchSize', 'signal']);
  const { model, task, seed, split, batches, batchSize, signal } = call as Readonly<Record<string, unknown>>;
  checkAll({
    ...{ model: [model, aModel], task: [task, aTask], seed: [seed, count], split: [split, optional(aSplit)] },
    ...{ batches: [batches, optional(size)], batchSize: [batchSize, optional(size)] },
  });
  checkSignal(signal);
  const { vocabulary } = (model as VLATransformer).config;
  const ofTask = (task as Task).vocabulary;
  if (ofTask > vocabulary)
    throw new ArgumentError('task', `has a vocabulary of ${ofTask}; expected at most ${vocabulary}, as the model has`);
}

/** Answers are tokens, also those of a model of classes. */
async function answerBatch(model: VLATransformer, batch: Batch): Promise<{ loss: number; answers: ArrayLike<number> }> {
  const questions = questionsOf(batch, model.config);
  const { loss, chosen } = tidy(() => {
    const logits = answerLogits(model, questions);
    return { loss: crossEntropy(logits, questions.targets), chosen: answers(logits) };
  });
  const [value, chosenOf] = await Promise.all([loss.data(), chosen.data()]);
  dispose([questions, loss, chosen]);
  return { loss: value[0], answers: Int32Array.from(chosenOf, (answer) => answer + model.config.firstClass) };
}

/** Counts right answers and flawless sequences. `given` are the answers in the order of the questions. */
export function markAnswers(
  { size, length, targets, mask }: Batch,
  given: ArrayLike<number>,
): { asked: number; right: number; whole: number } {
  let [asked, right, whole] = [0, 0, 0];
  for (let row = 0; row < size; row++) {
    let flawless = true;
    for (let position = row * length; position < (row + 1) * length; position++) {
      if (mask[position] === 0) continue;
      const isRight = given[asked++] === targets[position];
      if (isRight) right++;
      else flawless = false;
    }
    if (flawless) whole++;
  }
  return { asked, right, whole };
}
