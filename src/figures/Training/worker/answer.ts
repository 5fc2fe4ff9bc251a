import { decodeSafetensors } from '@vla/kernels/model';
import { TrainingRun } from '@vla/kernels/training';
import type { Answers, LoadedModel, Question } from '../protocol.ts';
import { openBackend } from './backend.ts';
import type { Models } from './models.ts';
import { readTokens } from './reading.ts';

/** Does what the page asks for once. Where a run is under way, its backend is kept. */
export async function answerQuestion(
  question: Question,
  { models, isTraining }: { readonly models: Models; readonly isTraining: boolean },
): Promise<Answers[Question['kind']]> {
  if (question.kind === 'file') return models.get(question.model).checkpoint();
  if (question.kind === 'load') {
    if (!isTraining) await openBackend(question.backend);
    return load(question.bytes, models);
  }
  const { model } = models.get(question.model);
  return readTokens({ model, tokens: question.tokens, added: question.added });
}

async function load(bytes: Uint8Array, models: Models): Promise<LoadedModel> {
  const run = models.put('loaded', TrainingRun.resume(bytes));
  const trainedOn = decodeSafetensors(bytes).metadata['backend'] ?? 'unknown';
  const evaluation = await run.evaluate({ batches: 1, batchSize: 128 });
  return { options: run.options, step: run.step, parameters: run.model.parameterCounts.total, trainedOn, evaluation };
}
