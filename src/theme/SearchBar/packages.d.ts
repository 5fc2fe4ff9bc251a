declare module '@easyops-cn/autocomplete.js' {
  const autocomplete: ((...args: unknown[]) => unknown) & { readonly noConflict?: () => void };
  export default autocomplete;
}

declare module '@easyops-cn/docusaurus-search-local/dist/client/client/theme/worker.js';
