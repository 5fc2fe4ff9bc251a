import type { DataTable } from '../../lib/experiment.ts';
import { mixerLabel } from './controls.ts';
import type { RacerState } from './state.ts';

/** The tests of all racers, one row each. */
export function scoreTable(racers: readonly RacerState[]): DataTable {
  return {
    columns: ['Mixer', 'Step', 'Test loss', 'Right answers', 'Sequences without a mistake', 'Tensors in memory'],
    rows: racers.flatMap(({ mixer, scores }) =>
      scores.map(({ step, loss, accuracy, exactMatch, memory }) => [
        mixerLabel(mixer),
        step,
        loss,
        accuracy,
        exactMatch,
        memory.tensors,
      ]),
    ),
  };
}

/** Every step of all racers; test numbers stand at the steps after which was tested. */
export function curveTable(racers: readonly RacerState[]): DataTable {
  return {
    columns: ['mixer', 'step', 'training loss', 'learning rate', 'test loss', 'accuracy', 'exact match'],
    rows: racers.flatMap(({ mixer, points, scores }) => {
      const tested = new Map(scores.map((score) => [score.step, score]));
      return points.map(({ step, loss, learningRate }) => {
        const score = tested.get(step);
        const tests = score ? [score.loss, score.accuracy, score.exactMatch] : ['', '', ''];
        return [mixer, step, loss, learningRate, ...tests];
      });
    }),
  };
}
