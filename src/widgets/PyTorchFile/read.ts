import { seededRandom } from '@vla/kernels/random';

/** No model that is to be asked by hand is larger. */
export const largestFile = 64 * 2 ** 20;
/** What comes out of a model at once: numbers that a page can hold. */
const MOST_NUMBERS = 2 ** 22;
/** Vectors for a layer. */
export const mostVectors = 512;

/** Throws Error with a sentence for the reader unless a file is one that is worth reading. */
export function checkFile({ size, name }: { readonly size: number; readonly name: string }): void {
  const called = `“${name.slice(0, 80)}”`;
  if (size === 0) throw new Error(`${called} is empty, or a folder.`);
  if (size > largestFile) {
    throw new Error(`${called} has ${Math.round(size / 2 ** 20)} MiB; at most ${largestFile / 2 ** 20} are read.`);
  }
}

/** The most tokens that a model is asked with. */
export function mostTokens({ vocabulary, length }: { readonly vocabulary: number; readonly length: number }): number {
  return Math.max(1, Math.min(length, Math.floor(MOST_NUMBERS / vocabulary)));
}

/** Tokens that a reader typed. Throws Error with a sentence for the reader. */
export function readTokens(text: string, model: { readonly vocabulary: number; readonly length: number }): number[] {
  const words = text
    .trim()
    .split(/[\s,]+/)
    .filter(Boolean);
  const wrong = words.find((word) => !/^\d{1,8}$/.test(word));
  if (wrong !== undefined) throw new Error(`“${wrong.slice(0, 20)}” is not a whole number.`);
  const tokens = words.map(Number);
  const outside = tokens.find((token) => token >= model.vocabulary);
  if (outside !== undefined) throw new Error(`${outside} is no token: tokens are 0 to ${model.vocabulary - 1}.`);
  const most = mostTokens(model);
  if (tokens.length === 0) throw new Error('Enter at least one token.');
  if (tokens.length > most) throw new Error(`${tokens.length} are too many: enter at most ${most} tokens.`);
  return tokens;
}

/** Tokens that a seed decides, as somebody would type them. */
export function drawTokens(seed: number, model: { readonly vocabulary: number; readonly length: number }): string {
  const random = seededRandom(seed);
  const count = Math.min(16, mostTokens(model));
  return Array.from({ length: count }, () => random.integer(model.vocabulary)).join(' ');
}
