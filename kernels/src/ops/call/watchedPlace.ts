import { DivergedError } from '../../errors.ts';
import type { Problem, TokenWatch } from '../operator.ts';
import type { Decoded, DecoderPlace, Taken, TakeOptions } from './decoder.ts';

/** A decoder's place whose results carry what there is to say of their tokens, and whose tokens that diverge say why. */
export function watchedPlace<P extends Problem, State>(
  place: DecoderPlace<P, State>,
  watch: TokenWatch,
): DecoderPlace<P, State> {
  return {
    ...place,
    async take(problem, options) {
      let count = 0;
      const onTaken = (more: number): void => {
        count += more;
        options.onTaken(more);
      };
      const of = { inputs: problem.inputs, firstStep: options.steps };
      /** With the reason, of which nothing was known before. */
      const explained = (error: unknown, unwatched: number): unknown => {
        const why = error instanceof DivergedError ? watch({ ...of, count: unwatched, diverged: true }) : null;
        return why === null ? error : (error as DivergedError).because(why);
      };
      let taken: Taken;
      try {
        taken = await place.take(problem, { ...options, onTaken } satisfies TakeOptions);
      } catch (error) {
        throw explained(error, Infinity);
      }
      const warning = watch({ ...of, count, diverged: false });
      const withWarning = <Result extends Pick<Decoded, 'ran'>>(result: Result): Result =>
        warning === null ? result : { ...result, ran: { ...result.ran, warning } };
      const finish = async (): Promise<Decoded | null> => {
        try {
          const result = await taken.finish();
          return result && withWarning(result);
        } catch (error) {
          throw warning !== null && error instanceof DivergedError ? error.because(warning) : explained(error, 0);
        }
      };
      return { ...withWarning(taken), finish };
    },
  };
}
