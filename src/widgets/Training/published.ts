import type { TrainingState } from './state.ts';

/** What was trained, as programs read it from the page and as it goes into a file. */
export function published({ setting, ran, workers, racers, milliseconds }: TrainingState): object {
  return {
    ran: { ...ran, milliseconds },
    workers,
    racers: racers.map(({ mixer, parameters, points, scores }, i) => ({
      mixer,
      parameters,
      options: setting?.racers[i],
      points,
      scores,
    })),
  };
}
