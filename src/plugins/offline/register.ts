import siteConfig from '@generated/docusaurus.config';
import type { ClientModule } from '@docusaurus/types';

/** Readers who ask for little traffic are not sent the whole site. */
const savesData = (): boolean =>
  (navigator as Navigator & { readonly connection?: { readonly saveData?: boolean } }).connection?.saveData === true;

let laterBuildRules = false;

// Client modules are also imported where pages are rendered, which has no window.
if (typeof window !== 'undefined' && process.env['NODE_ENV'] === 'production' && 'serviceWorker' in navigator) {
  const { serviceWorker } = navigator;
  let { controller } = serviceWorker;
  serviceWorker.addEventListener('controllerchange', () => {
    laterBuildRules ||= controller !== null;
    ({ controller } = serviceWorker);
  });
  window.addEventListener('load', () => {
    // The worker keeps an earlier build's files for the pages that show it, and may look now whether there are any left.
    controller?.postMessage('loaded');
    if (savesData()) return;
    // Refused in some private windows; the site is the same without, except offline.
    serviceWorker.register(`${siteConfig.baseUrl}sw.js`).catch(() => undefined);
  });
}

/** A page stays with the build that it came from, whatever runs on it. The next one is of the later build, and whole. */
export const onRouteUpdate: ClientModule['onRouteUpdate'] = ({ location, previousLocation }) => {
  if (laterBuildRules && previousLocation && previousLocation.pathname !== location.pathname) window.location.reload();
};
