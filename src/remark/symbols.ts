/** A symbol of these pages: how it is written in TeX, what it means, and the shape of its tensor. */
export interface MathSymbol {
  /** Without a time index. */
  readonly tex: string;
  readonly meaning: string;
  readonly shape?: string;
  /** Whether the letter alone means this too, or only the letter with a time index. */
  readonly alone: boolean;
}

/** As in the table on the mathematics page, which a test compares with this list. */
export const symbols: readonly MathSymbol[] = [
  { tex: 'B', meaning: 'batch size', alone: true },
  { tex: 'H', meaning: 'number of heads', alone: true },
  { tex: 'T', meaning: 'number of time steps', alone: true },
  { tex: 'D', meaning: 'key dimension of a head', alone: true },
  { tex: 'D_v', meaning: 'value dimension of a head', alone: true },
  { tex: 'q', meaning: 'query, after any feature map', shape: '[B, H, T, D]', alone: true },
  { tex: 'k', meaning: 'key, after any feature map', shape: '[B, H, T, D]', alone: true },
  { tex: 'v', meaning: 'value', shape: '[B, H, T, Dv]', alone: true },
  { tex: 'u', meaning: 'penalty direction', shape: '[B, H, T, R, D]', alone: true },
  { tex: '\\lambda_0', meaning: 'initial penalty, a positive number', alone: true },
  { tex: 'M', meaning: 'penalty matrix, symmetric positive definite', shape: '[D, D] per head', alone: true },
  { tex: 'A', meaning: 'inverse of the penalty matrix', shape: '[B, H, D, D]', alone: true },
  { tex: 'S', meaning: 'memory', shape: '[B, H, Dv, D]', alone: true },
  { tex: '\\alpha', meaning: 'write direction', shape: '[B, H, T, D]', alone: true },
  { tex: 'e', meaning: 'what is written: the error, or the value', shape: '[B, H, T, Dv]', alone: false },
  { tex: 'o', meaning: 'output', shape: '[B, H, T, Dv]', alone: false },
];

const byTex = new Map(symbols.map((symbol) => [symbol.tex, symbol]));

/** The symbol that a formula consists of, with or without a time index such as `_t`, `_{t-1}` or `_{t,r}`; else null. */
export function symbolOf(formula: string): MathSymbol | null {
  const tex = formula.trim();
  const whole = byTex.get(tex);
  if (whole) return whole.alone ? whole : null;
  const indexed = /^(\\?[A-Za-z]+)_(?:[stT]|\{[stT](?:\s*[-+]\s*1)?(?:,\s*[r\d])?\})$/.exec(tex);
  return (indexed && byTex.get(indexed[1]!)) ?? null;
}

/** What a reader sees on pointing at a symbol. */
export function descriptionOf({ meaning, shape }: MathSymbol): string {
  return shape ? `${meaning}, ${shape}` : meaning;
}
