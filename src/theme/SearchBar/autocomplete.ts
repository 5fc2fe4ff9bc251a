/** The list of suggestions as the search theme calls it. */
type Autocomplete = (...args: unknown[]) => unknown;

let loaded: Autocomplete | null = null;

/** Loads the package that draws the suggestions. */
export async function loadAutocomplete(): Promise<void> {
  const { default: autocomplete } = await import('@easyops-cn/autocomplete.js');
  autocomplete.noConflict?.();
  loaded = autocomplete;
}

/** Stands in the package's place in the search theme (src/plugins/searchFaults.ts), which waits until it is loaded. */
export default function autocomplete(...args: unknown[]): unknown {
  return loaded!(...args);
}
