import type { Score } from './protocol.ts';

/** A model that answers this share of unseen sequences without a mistake has solved its task. */
const solvedShare = 0.99;

export const isSolved = (score: Pick<Score, 'exactMatch'> | undefined): boolean =>
  score !== undefined && score.exactMatch >= solvedShare;
