/**
 * A system without a locale calls its language "C" or "POSIX", which browsers hand on and Intl refuses: uPlot, which asks for
 * it when it is loaded, would not start. Import this first.
 */
export function withLanguageTag(navigator: { readonly language: string }): void {
  try {
    Intl.getCanonicalLocales(navigator.language);
  } catch {
    Object.defineProperty(navigator, 'language', { configurable: true, value: 'en' });
  }
}

if (typeof navigator !== 'undefined') withLanguageTag(navigator);
