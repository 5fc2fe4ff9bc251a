import { wordsOf } from './words.ts';

/** Stands in for the search theme's own, by name and place: what a reader types in the words that the index has. */
export function tokenize(text: string): string[] {
  return wordsOf(text).map(({ word }) => word);
}
