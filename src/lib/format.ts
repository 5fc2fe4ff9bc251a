const superscripts: Record<string, string> = {
  '-': '⁻',
  0: '⁰',
  1: '¹',
  2: '²',
  3: '³',
  4: '⁴',
  5: '⁵',
  6: '⁶',
  7: '⁷',
  8: '⁸',
  9: '⁹',
};

/** A number as a reader expects it in print: "0.0123", "1 140", "1.4 × 10⁻⁶". */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))));
  if (exponent < -3 || exponent > 5) {
    const [mantissa, power] = value.toExponential(digits - 1).split('e');
    return `${signed(trim(mantissa!))} × 10${[...String(Number(power))].map((sign) => superscripts[sign]).join('')}`;
  }
  return formatDecimals(value, Math.max(0, digits - 1 - exponent), Number.isInteger(value));
}

/** Value and spread with the same decimals: the spread's first two digits decide how many are worth showing. */
export function formatWithSpread(value: number, spread: number | undefined): string {
  const leading = (x: number) => Math.floor(Math.log10(Math.abs(x)));
  // A spread at the level of rounding errors says no more than that there is none.
  const printable = spread !== undefined && spread > 1e-12 * Math.abs(value) && Number.isFinite(value);
  if (!printable || leading(spread) < -4 || leading(value || spread) > 5) {
    return formatNumber(value) + (printable ? ` ± ${formatNumber(spread, 2)}` : '');
  }
  const decimals = Math.max(0, 1 - leading(spread));
  return `${formatDecimals(value, decimals)} ± ${formatDecimals(spread, decimals)}`;
}

/** "0.4 s", "12 s", "3 min 20 s". */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 90 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** With its first letter as a capital. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function formatDecimals(value: number, decimals: number, whole = false): string {
  const text = value.toFixed(whole ? 0 : decimals);
  const [units, fraction] = text.split('.');
  const grouped = units!.replace(/\B(?=(\d{3})+(?!\d))/g, units!.replace('-', '').length > 4 ? '\u202f' : '');
  return signed(fraction ? `${grouped}.${fraction}` : grouped);
}

const trim = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
const signed = (text: string): string => text.replace('-', '−');
