const compare: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  '>=': (a, b) => a >= b,
  '>': (a, b) => a > b,
};

export interface Comparison {
  readonly left: string;
  readonly right: string;
  readonly holds: (a: number, b: number) => boolean;
}

/** Reads "left >= right". */
export function parseComparison(text: string): Comparison {
  const [, left, sign, right] = /^\s*([^<>=]+?)\s*(<=|>=|<|>|=)\s*([^<>=]+?)\s*$/.exec(text) ?? [];
  if (!left || !sign || !right) throw new Error(`"${text}" is no comparison such as "a >= b"`);
  return { left, right, holds: compare[sign] };
}
