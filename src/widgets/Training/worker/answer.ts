import { TrainingRun } from '@vla/kernels/training';
import { messageOf } from '../../../lib/messageOf.ts';
import { sentence } from '../../../lib/sentence.ts';
import { watchPlace } from '../../worker/place.ts';
import { RunError } from '../../worker/protocol.ts';
import type { Answers, LoadedModel, Question } from '../protocol.ts';
import type { OpenedSession } from '../../worker/session.ts';
import { openBackend, openedBackend } from './backend.ts';
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
    const opened = (isTraining && openedBackend()) || (await openBackend(question.backend));
    return load(question.bytes, models, opened);
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

async function load(bytes: Uint8Array, models: Models, opened: OpenedSession): Promise<LoadedModel> {
  const run = runOf(bytes);
  const watch = watchPlace(opened, { training: true });
  try {
    const evaluation = await run.evaluate({ batches: 1, batchSize: 128 });
    models.put('loaded', run);
    const { options, step, model, resumedFrom } = run;
    const parameters = model.parameterCounts.total;
    return { options, step, parameters, trainedOn: resumedFrom!, ran: watch.place(), evaluation };
  } catch (error) {
    run.dispose();
    throw error;
  } finally {
    watch.end();
  }
}

function runOf(bytes: Uint8Array): TrainingRun {
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
