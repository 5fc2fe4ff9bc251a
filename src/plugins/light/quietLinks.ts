let quiet = false;

/**
 * The theme's links fetch the scripts of the page they lead to as soon as they are seen, which on a page with many links
 * is most of the site and holds up the page that is being read. Here they wait until the reader points at one. Where
 * that fails, as after an update of the site, following the link loads the whole page.
 */
export function onRouteDidUpdate(): void {
  if (quiet) return;
  quiet = true;
  const { preload } = window.docusaurus;
  window.docusaurus = {
    prefetch: () => false,
    preload(path) {
      const fetched = preload(path);
      if (fetched) fetched.catch(() => undefined);
      return fetched;
    },
  };
}
