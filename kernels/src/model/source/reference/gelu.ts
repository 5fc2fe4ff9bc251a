/** x Φ(x), Φ being the normal distribution: ½ (1 + erf(x/√2)). */
export const gelu = (x: number): number => 0.5 * x * (1 + erf(x * Math.SQRT1_2));

/** From here on erf is 1 in float64. */
const FLAT = 6;

/** The error function by a series of terms of one sign: 2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)) (Abramowitz & Stegun 7.1.6). */
function erf(x: number): number {
  if (Math.abs(x) >= FLAT) return Math.sign(x);
  let term = x;
  let series = x;
  for (let n = 1; Math.abs(term) > Number.EPSILON * Math.abs(series); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    series += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * series;
}
