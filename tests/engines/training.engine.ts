import { engines } from './support/engines.ts';
import { Figure } from './support/figure.ts';
import { expect, test } from './support/test.ts';

interface Trained {
  readonly ran: { readonly backend: string; readonly adapter: string; readonly milliseconds: number };
  readonly workers: number;
  readonly racers: readonly {
    readonly mixer: string;
    readonly points: readonly { readonly step: number; readonly loss: number }[];
    readonly scores: readonly { readonly step: number; readonly exactMatch: number }[];
  }[];
}

/** Small enough to be trained in seconds. */
const tiny = 'training.pairs=1&training.vocabulary=8&training.modelDim=8&training.batchSize=2&training.steps=4';

const inWebAssembly = { backend: 'wasm', adapter: 'CPU (float32, WebAssembly)' };

test('two mixers train a few steps and their losses are drawn', async ({ reader, engine }) => {
  await reader.open(`training?${tiny}&training.rival=linear`);
  const training = new Figure(reader, 'training');
  await training.press('Train');
  const { state, words } = await training.settled();
  expect(state, words).toBe('done');
  const { ran, racers } = await training.published<Trained>();
  if (!engines[engine].webgpu) expect(ran).toMatchObject(inWebAssembly);
  expect(words).toContain(ran.adapter);
  expect(racers.map(({ mixer, points }) => [mixer, points.map(({ step }) => step)])).toEqual([
    ['vla', [1, 2, 3, 4]],
    ['linear', [1, 2, 3, 4]],
  ]);
  for (const { points } of racers) for (const { loss } of points) expect(loss).toBeGreaterThan(0);
  await reader.until(
    'the curves are drawn',
    (root) => document.querySelector(`${root} canvas`) !== null,
    training.root,
  );
});

test('a click trains the first setting on the processor within 30 s to 99 % of unseen sequences without a mistake', async ({
  reader,
  engine,
}) => {
  await reader.open('training?training.backend=cpu');
  const training = new Figure(reader, 'training');
  const start = performance.now();
  await training.press('Train');
  const { state, words } = await training.settled();
  const seconds = (performance.now() - start) / 1000;
  expect(state, words).toBe('done');
  const { ran, racers } = await training.published<Trained>();
  const { step, exactMatch } = racers[0]!.scores.at(-1)!;
  const eachStep = `${step} steps of ${(ran.milliseconds / step).toFixed(1)} ms, tests included`;
  process.stdout.write(`${engine}: ${seconds.toFixed(1)} s, ${eachStep}; ${exactMatch} of unseen sequences right\n`);
  expect(ran).toMatchObject(inWebAssembly);
  expect(exactMatch).toBeGreaterThanOrEqual(0.99);
  expect(seconds).toBeLessThan(30);
});

test('two workers train together: the same curve every time, and that of one up to rounding', async ({ reader }) => {
  await reader.open(`training?${tiny}&training.backend=cpu&training.workers=2`);
  const training = new Figure(reader, 'training');
  const curves: number[][] = [];
  for (const button of ['Train', 'Train again']) {
    await training.press(button);
    const { state, words } = await training.settled();
    expect(state, words).toBe('done');
    expect(words).toContain('with 2 workers');
    const { workers, racers } = await training.published<Trained>();
    expect(workers).toBe(2);
    curves.push(racers[0]!.points.map(({ loss }) => loss));
  }
  expect(curves[1]).toEqual(curves[0]);
  await reader.open(`training?${tiny}&training.backend=cpu&training.workers=1`);
  await training.press('Train');
  const { state, words } = await training.settled();
  expect(state, words).toBe('done');
  const { workers, racers } = await training.published<Trained>();
  expect(workers).toBe(1);
  const alone = racers[0]!.points.map(({ loss }) => loss);
  expect(alone).toHaveLength(4);
  for (const [i, loss] of alone.entries()) expect(Math.abs(loss - curves[0]![i]!)).toBeLessThan(1e-4 * loss);
});

test('training is cancelled, and can be begun again', async ({ reader }) => {
  await reader.open(`training?${tiny.replace('steps=4', 'steps=20000')}&training.stop=false`);
  const training = new Figure(reader, 'training');
  await training.press('Train');
  await reader.until(
    'a step was made',
    (root) => /Step [1-9]/.test(document.querySelector<HTMLElement>(root)!.innerText),
    training.root,
  );
  await training.press('Cancel');
  expect((await training.settled()).state).toBe('cancelled');
  const { racers } = await training.published<Trained>();
  expect(racers[0]!.points.length).toBeGreaterThan(0);
});

test('the recorded model is loaded and answers all that it is asked', async ({ reader }) => {
  await reader.open('training');
  const { root } = new Figure(reader, 'training');
  await reader.unfold(root, 'Load a trained model and ask it', 'button');
  await reader.press(root, 'Load the recorded model');
  const ask = `${root} form[data-ask="loaded"]`;
  await reader.until('the model is there', (form) => document.querySelector(form) !== null, ask);
  expect(await reader.text(root)).toMatch(/trained for 400 steps on mqar .*(99|100)\.\d % of 128 unseen sequences/);
  await reader.press(ask, 'Ask');
  const answers = await reader.until(
    'it answers',
    (form) =>
      [...document.querySelectorAll<HTMLElement>(`${form} tbody tr`)].map(({ innerText }) => innerText).join('\n'),
    ask,
  );
  expect(answers.split('(right)')).toHaveLength(5);
  expect(answers).not.toContain('wrong');
});
