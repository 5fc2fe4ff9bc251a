import siteConfig from '@generated/docusaurus.config';

/** Readers who ask for little traffic are not sent the whole site. */
const savesData = (): boolean =>
  (navigator as Navigator & { readonly connection?: { readonly saveData?: boolean } }).connection?.saveData === true;

// Client modules are also imported where pages are rendered, which has no window.
if (typeof window !== 'undefined' && process.env['NODE_ENV'] === 'production' && 'serviceWorker' in navigator) {
  window.addEventListener('load', () => {
    if (savesData()) return;
    // Refused in some private windows; the site is the same without, except offline.
    navigator.serviceWorker.register(`${siteConfig.baseUrl}sw.js`).catch(() => undefined);
  });
}
