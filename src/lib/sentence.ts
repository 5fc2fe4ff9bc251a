/** The text with a full stop, where it ends without a sign: an engine's words, before a sentence of ours. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
