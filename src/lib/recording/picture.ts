import type { ExperimentEntry } from '../experiment.ts';
import type { Theme } from '../palette.ts';

export const themes: readonly Theme[] = ['light', 'dark'];

/** Width of recorded pictures in CSS pixels. */
const width = 720;

/** The recorded picture of data in its first view, as the text of an SVG file. */
export async function pictureOf(
  { definition, loadView }: ExperimentEntry,
  { data, theme, document }: { readonly data: unknown; readonly theme: Theme; readonly document: Document },
): Promise<string> {
  const view = await loadView();
  const svg = view.draw({ data, view: definition.view, theme, width, document });
  const Serializer = document.defaultView?.XMLSerializer;
  if (!Serializer) throw new Error('the document belongs to no window, so nothing can be written from it');
  return `${new Serializer().serializeToString(svg)}\n`;
}
