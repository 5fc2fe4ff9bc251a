/** Share of the pairs of a run of one mixer and a run of another in which the first is ahead; a tie counts half. */
export function pairsWon(ours: readonly number[], theirs: readonly number[]): number {
  const won: number[] = ours.flatMap((a) => theirs.map((b) => (a === b ? 0.5 : a > b ? 1 : 0)));
  return won.reduce((sum, one) => sum + one, 0) / won.length;
}
