/** What a rule that knows some levels reads of a bracket: all of it, which operator it is, or nothing. */
export type Seen = 'read' | 'operator' | 'hidden';

/** @param known how many levels of operators are known with their operands; with 0 it is the outermost operator alone */
export function seenAt(level: number, known: number): Seen {
  if (level <= known) return 'read';
  return level === known + 1 ? 'operator' : 'hidden';
}

/** What a rule that knows so many levels does. */
export function ruleInWords(known: number): string {
  if (known === 0) return 'the first operator alone';
  return known === 1 ? 'one level of operands' : `${known} levels of operands`;
}
