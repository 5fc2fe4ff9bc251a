import type { DataTable } from '../../lib/experiment.ts';
import { mixerLabel } from './controls.ts';
import type { LaneState } from './state.ts';

/** The tests of all lanes, one row each. */
export function scoreTable(lanes: readonly LaneState[]): DataTable {
  return {
    columns: ['Mixer', 'Step', 'Test loss', 'Right answers', 'Sequences without a mistake', 'Tensors in memory'],
    rows: lanes.flatMap(({ mixer, scores }) =>
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

/** Every step of all lanes; test numbers stand at the steps after which was tested. */
export function curveTable(lanes: readonly LaneState[]): DataTable {
  return {
    columns: ['mixer', 'step', 'training loss', 'learning rate', 'test loss', 'accuracy', 'exact match'],
    rows: lanes.flatMap(({ mixer, points, scores }) => {
      const tested = new Map(scores.map((score) => [score.step, score]));
      return points.map(({ step, loss, learningRate }) => {
        const score = tested.get(step);
        const tests = score ? [score.loss, score.accuracy, score.exactMatch] : ['', '', ''];
        return [mixer, step, loss, learningRate, ...tests];
      });
    }),
  };
}
