/** Where a worker that keeps `isKept` finds the page that a reader asks for by `address`. */
export function keptPage(address: string, isKept: (address: string) => boolean): string | undefined {
  const { origin, pathname } = new URL(address);
  const plain = pathname.replace(/(?:(?<=\/)index)?(?:\.html)?$/, '');
  // Hosts answer with the same page whatever the query is, and with or without the last slash.
  return [pathname, plain, `${plain}/`].map((path) => origin + path).find(isKept);
}
