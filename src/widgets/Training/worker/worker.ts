import { memory } from '@tensorflow/tfjs-core';
import { failureOf } from '../../worker/failure.ts';
import { watchPlace } from '../../worker/place.ts';
import { raiseRejections } from '../../worker/rejections.ts';
import type { FromWorker, Question, ToWorker, TrainingEvent } from '../protocol.ts';
import { answerQuestion } from './answer.ts';
import { openBackend } from './backend.ts';
import { Gate } from './gate.ts';
import { Models } from './models.ts';
import { Race } from './race.ts';
import { openTeam, type OpenedTeam } from './team.ts';

const post = (message: FromWorker): void => self.postMessage(message);

const models = new Models();
let gate: Gate | null = null;
/** Whether a run has opened its backend, which others then leave as it is. */
let isTraining = false;
let race: Race | null = null;

/** Ends when everything is done that was begun while nothing was trained: a backend has one user at a time. */
let turn: Promise<unknown> = Promise.resolve();

function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const done = turn.then(work);
  turn = done.catch(() => undefined);
  return done;
}

async function train({ setting, from }: Extract<ToWorker, { type: 'train' }>): Promise<void> {
  if (gate) throw new Error('Something is being trained already.');
  const own = (gate = new Gate());
  let watch: ReturnType<typeof watchPlace> | null = null;
  let opened: OpenedTeam | null = null;
  try {
    await turn;
    own.signal.throwIfAborted();
    watch = watchPlace(await openBackend(setting.backend), { training: true });
    const { place } = watch;
    isTraining = true;
    own.signal.throwIfAborted();
    const runs = models.begin(
      setting.racers,
      from?.racers.map(({ file }) => file),
    );
    opened = await openTeam(setting);
    own.signal.throwIfAborted();
    const { team, note: workersNote } = opened;
    const parameters = runs.map(({ model }) => model.parameterCounts.total);
    const trainers = { parameters, workers: team.workers, workersNote };
    let ran = place();
    post({ type: 'opened', ran, ...trainers });
    const report = (event: TrainingEvent): void => {
      post(event);
      // The first steps show what WebAssembly has not.
      const now = place();
      if (now.adapter !== ran.adapter) post({ type: 'opened', ran: (ran = now), ...trainers });
    };
    race = new Race(runs, { stop: setting.stop, gate: own, team, post: report, memory: memoryReport, from });
    await race.run();
    post({ type: 'done' });
  } catch (error) {
    if (own.signal.aborted) post({ type: 'cancelled' });
    else post({ type: 'error', failure: failureOf(error) });
  } finally {
    watch?.end();
    opened?.team.close();
    gate = race = null;
    isTraining = false;
    await inTurn(() => own.close());
  }
}

function memoryReport(): { tensors: number; bytes: number } {
  const { numTensors: tensors, numBytes: bytes } = memory();
  return { tensors, bytes };
}

async function answer(call: number, question: Question): Promise<void> {
  try {
    // Between two steps, when the models are no one else's.
    const work = (): Promise<unknown> => answerQuestion(question, { models, isTraining, race });
    const found = await (gate ? gate.between(work) : inTurn(work));
    post({ type: 'answer', call, answer: found as never });
  } catch (error) {
    post({ type: 'refusal', call, failure: failureOf(error) });
  }
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.type === 'train') void train(data);
  else if (data.type === 'question') void answer(data.call, data.question);
  else if (data.type === 'pause') gate?.pause();
  else if (data.type === 'resume' && gate?.resume()) post({ type: 'resumed' });
  else if (data.type === 'cancel') gate?.cancel();
});

raiseRejections();
post({ type: 'ready' });
