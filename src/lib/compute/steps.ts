/** Whole numbers from 1 to `last`, evenly spread on a logarithmic axis, and those of `included` up to `last`. */
export function logarithmicSteps(last: number, count: number, included: readonly number[] = []): number[] {
  const spaced = Array.from({ length: count }, (_, i) => Math.round(last ** (i / (count - 1))));
  return [...new Set([...spaced, ...included.filter((step) => step <= last), last])].sort((a, b) => a - b);
}

/** Multiples of `gap` up to `last`, and `last` itself. */
export function evenSteps(last: number, gap: number): number[] {
  const steps = Array.from({ length: Math.floor(last / gap) }, (_, i) => (i + 1) * gap);
  return steps.length > 0 && steps[steps.length - 1] === last ? steps : [...steps, last];
}
