/**
 * The theme's links fetch the scripts of the page they lead to as soon as they are seen, which on a page with many links
 * is most of the site and holds up the page that is being read. Here they wait until the reader points at one.
 */
export function onRouteDidUpdate(): void {
  window.docusaurus = { ...window.docusaurus, prefetch: () => false };
}
