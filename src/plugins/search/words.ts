/** A Greek letter is a word, as in formulas; else letters and digits that stand together are one. */
const WORD = /\p{Script=Greek}\p{M}*|(?:(?!\p{Script=Greek})[\p{L}\p{N}\p{M}])+/gu;

const greek: Readonly<Record<string, string>> = {
  α: 'alpha',
  β: 'beta',
  γ: 'gamma',
  δ: 'delta',
  ε: 'epsilon',
  ζ: 'zeta',
  η: 'eta',
  θ: 'theta',
  ι: 'iota',
  κ: 'kappa',
  λ: 'lambda',
  μ: 'mu',
  ν: 'nu',
  ξ: 'xi',
  ο: 'omicron',
  π: 'pi',
  ρ: 'rho',
  σ: 'sigma',
  ς: 'sigma',
  τ: 'tau',
  υ: 'upsilon',
  φ: 'phi',
  χ: 'chi',
  ψ: 'psi',
  ω: 'omega',
};

export interface Word {
  /** As it is looked up: in small letters without accents, Greek ones by their names. */
  readonly word: string;
  /** Where it stands in the text. */
  readonly start: number;
  readonly length: number;
}

/** The words of a text to be found, and of what is searched for: dashes of any kind, dots and brackets stand between them. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(WORD)].map(({ 0: found, index }) => ({
    word: plain(found),
    start: index,
    length: found.length,
  }));
}

function plain(word: string): string {
  const letters = word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return letters.replace(/\p{Script=Greek}/gu, (letter) => greek[letter] ?? letter);
}
