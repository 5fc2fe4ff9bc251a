/**
 * Four inks are enough to read code by. For each, the kinds of words it sets, in the names of Prism; tokens.css has its
 * colour for both colour modes, as `--code-…`.
 */
const inks = {
  comment: ['comment', 'prolog', 'doctype', 'cdata'],
  keyword: ['keyword', 'attribute', 'atrule', 'tag', 'operator', 'selector', 'important', 'deleted'],
  literal: ['string', 'char', 'number', 'boolean', 'regex', 'constant', 'attr-value', 'inserted'],
  name: ['function', 'class-name', 'builtin', 'attr-name', 'property', 'variable'],
} as const;

export type Ink = keyof typeof inks;

/** The ink of a word of these kinds, or null for the colour of the text. */
export function inkOf(kinds: readonly string[]): Ink | null {
  const found = Object.entries(inks).find(([, set]) => set.some((kind) => kinds.includes(kind)));
  return (found?.[0] ?? null) as Ink | null;
}
