import { Figure } from './support/figure.ts';
import type { Reader } from './support/reader.ts';
import { expect, test } from './support/test.ts';

interface Trained {
  readonly racers: readonly {
    readonly points: readonly { readonly step: number; readonly loss: number }[];
    readonly scores: readonly { readonly step: number; readonly exactMatch: number }[];
  }[];
}

/** A fast processor needs seconds for it, so that it can be paused on the way. */
const setting =
  'training.pairs=1&training.vocabulary=8&training.modelDim=64&training.batchSize=32&training.steps=400&training.stop=false&training.backend=cpu&training.workers=1';

/** Within the page: between an answer of the page and a press that the driver sends, a fast training could end. */
async function pauseOnceBegun(reader: Reader, training: Figure): Promise<void> {
  await reader.until(
    'it has begun and Pause is pressed',
    async (root) => {
      const part = document.querySelector(root)!;
      const end = Date.now() + 5000;
      while (Date.now() < end) {
        const pause = [...part.querySelectorAll('button')].find((one) => one.textContent.trim() === 'Pause');
        if (pause && /Step [1-9]/.test(part.textContent)) {
          pause.click();
          return true;
        }
        await new Promise((rest) => setTimeout(rest, 5));
      }
      return false;
    },
    training.root,
  );
}

test('a training that is paused is continued after the page was closed: at the same step, with the same losses', async ({
  reader,
}) => {
  await reader.open(`training?${setting}`);
  const training = new Figure(reader, 'training');
  await training.press('Train');
  expect((await training.settled()).state).toBe('done');
  const straight = await training.published<Trained>();

  await reader.open(`training?${setting}`);
  await training.press('Train');
  await pauseOnceBegun(reader, training);
  const paused = await reader.until(
    'it is kept',
    (root) => {
      const text = document.querySelector(root)!.textContent;
      return (
        /Kept in this browser: you can close the page/.test(text) && Number(/Paused at step (\d+)/.exec(text)?.[1])
      );
    },
    training.root,
  );
  expect(paused).toBeGreaterThan(0);
  expect(paused).toBeLessThan(400);

  await reader.open('training');
  const offered = await reader.until(
    'it is offered',
    (root) =>
      /Kept in this browser: VLA on mqar, .*at step (\d+) of 400/.exec(document.querySelector(root)!.textContent)?.[1],
    training.root,
  );
  expect(Number(offered)).toBe(paused);
  await training.press('Continue');
  expect((await training.settled()).state).toBe('done');
  const continued = await training.published<Trained>();
  expect(continued.racers[0]!.points).toEqual(straight.racers[0]!.points);
  expect(continued.racers[0]!.scores.map(({ step, exactMatch }) => [step, exactMatch])).toEqual(
    straight.racers[0]!.scores.map(({ step, exactMatch }) => [step, exactMatch]),
  );

  // What is done is kept no longer.
  await reader.open('training');
  await reader.until(
    'the button is there',
    (root) => /Train/.test(document.querySelector(root)!.textContent),
    training.root,
  );
  expect(await reader.run((root) => document.querySelector(root)!.textContent, training.root)).not.toContain(
    'Kept in this',
  );
});

test('before anything is trained the recorded curves are drawn, and a few steps tell how long it would take', async ({
  reader,
}) => {
  await reader.open('training?training.backend=cpu');
  const training = new Figure(reader, 'training');
  const runs = await reader.until(
    'the recorded curves are drawn',
    (root) => {
      const recorded = document.querySelector<HTMLElement>(`${root} [data-recorded-runs]`);
      return recorded?.querySelector('canvas') && recorded.dataset['recordedRuns'];
    },
    training.root,
  );
  expect(runs).toBe('5');
  await training.press('How long would it take?');
  const words = await reader.until(
    'it is timed',
    (root) =>
      /At most [^:]+ for 200 steps, tests included: a step takes [^,]+/.exec(
        document.querySelector(root)!.textContent,
      )?.[0],
    training.root,
  );
  expect(words).toMatch(/a step takes \d/);
  await training.press('Published setting');
  await training.press('How long would it take?');
  await reader.untilWithin(
    400,
    'the published setting is timed',
    (root) => /for 3000 steps/.test(document.querySelector(root)!.textContent),
    training.root,
  );
});
