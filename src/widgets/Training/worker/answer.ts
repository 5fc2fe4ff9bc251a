import { TrainingRun } from '@vla/kernels/training';
import { messageOf } from '../../../lib/messageOf.ts';
import { sentence } from '../../../lib/sentence.ts';
import { RunError } from '../../worker/protocol.ts';
import type { Answers, LoadedModel, Question } from '../protocol.ts';
import { openBackend } from './backend.ts';
import { estimate } from './estimate.ts';
import type { Models } from './models.ts';
import type { Race } from './race.ts';
import { readTokens } from './reading.ts';

/** Does what the page asks for once. Where a run is under way, its backend is kept. */
export async function answerQuestion(
  question: Question,
  { models, isTraining, race }: { readonly models: Models; readonly isTraining: boolean; readonly race: Race | null },
): Promise<Answers[Question['kind']]> {
  if (question.kind === 'file') return models.use(question.model, (run) => run.checkpoint());
  if (question.kind === 'load') {
    if (!isTraining) await openBackend(question.backend);
    return load(question.bytes, models);
  }
  if (question.kind === 'standing') {
    if (race) return race.standing();
    throw new RunError({ what: 'Nothing was kept.', why: 'Nothing is being trained.', next: 'Train something first.' });
  }
  if (question.kind === 'estimate') {
    if (!isTraining) return estimate(question.setting);
    throw new RunError({
      what: 'Nothing was timed.',
      why: 'A training is under way, and two at once would slow each other down.',
      next: 'The time that it has left is beside its progress.',
    });
  }
  const { model, tokens, added } = question;
  return models.use(model, (run) => readTokens({ model: run.model, tokens, added }));
}

async function load(bytes: Uint8Array, models: Models): Promise<LoadedModel> {
  const run = opened(bytes);
  try {
    const evaluation = await run.evaluate({ batches: 1, batchSize: 128 });
    models.put('loaded', run);
    const { options, step, model, resumedFrom } = run;
    return { options, step, parameters: model.parameterCounts.total, trainedOn: resumedFrom!, evaluation };
  } catch (error) {
    run.dispose();
    throw error;
  }
}

function opened(bytes: Uint8Array): TrainingRun {
  try {
    return TrainingRun.resume(bytes);
  } catch (error) {
    throw new RunError({
      what: 'The file holds no run that can be loaded.',
      why: sentence(messageOf(error)),
      next: 'Choose a file of weights that was saved here, or a checkpoint of npm run train.',
    });
  }
}
