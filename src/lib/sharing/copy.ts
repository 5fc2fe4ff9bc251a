/** Puts text on the clipboard. Rejects where there is none, as on a page that came over http, or the browser refuses. */
export async function copyText(text: string): Promise<void> {
  // Not there on such a page, whatever its type says.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (!clipboard) throw new Error('this page has no clipboard');
  await clipboard.writeText(text);
}
