/** What computed the calls on the backend "wasm" while they were watched, by names of operators: "vla", "vla gradient". */
export interface ComputedIn {
  readonly webAssembly: ReadonlySet<string>;
  /** WebAssembly has not their form. */
  readonly javaScript: ReadonlySet<string>;
}

const watchers = new Set<(operator: string, backend: 'wasm' | 'cpu') => void>();

/**
 * Watches calls on the backend "wasm", by arrays and by tensors, for honest labels where `ran` of the single calls is out of
 * sight. What is returned may be read at any time.
 *
 * @returns what they have been computed in, and how to end it
 */
export function watchWasm(): { readonly computedIn: ComputedIn; end(): void } {
  const [webAssembly, javaScript] = [new Set<string>(), new Set<string>()];
  const watcher = (operator: string, backend: 'wasm' | 'cpu'): void => {
    (backend === 'wasm' ? webAssembly : javaScript).add(operator);
  };
  watchers.add(watcher);
  return { computedIn: { webAssembly, javaScript }, end: () => void watchers.delete(watcher) };
}

/** To be called with every call on the backend "wasm", and what computes it. */
export function reportWasmCall(operator: string, backend: 'wasm' | 'cpu'): void {
  for (const watcher of watchers) watcher(operator, backend);
}
