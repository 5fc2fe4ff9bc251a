/** Lines of the module at `address` among the places of a stack, innermost first. Every engine writes "address:line:column". */
export function linesIn(stack: unknown, address: string | null): number[] {
  if (typeof stack !== 'string' || address === null) return [];
  return stack
    .split(`${address}:`)
    .slice(1)
    .map((place) => Number.parseInt(place, 10))
    .filter((line) => !Number.isNaN(line));
}
