import type { ExperimentEntry } from '../experiment.ts';
import type { Theme } from '../palette.ts';

/** A recorded picture is kept in the colours of both themes, each for wide pages and for phones. */
export interface PictureVariant {
  /** Part of the file's name: ID.light.svg, ID.narrow.dark.svg. */
  readonly name: Theme | `narrow.${Theme}`;
  readonly theme: Theme;
  /** CSS pixels. */
  readonly width: number;
}

export const variants: readonly PictureVariant[] = [
  { name: 'light', theme: 'light', width: 720 },
  { name: 'dark', theme: 'dark', width: 720 },
  { name: 'narrow.light', theme: 'light', width: 352 },
  { name: 'narrow.dark', theme: 'dark', width: 352 },
];

/** The recorded picture of data in its first view, as the text of an SVG file. */
export async function pictureOf(
  { definition, loadView }: ExperimentEntry,
  {
    data,
    variant,
    document,
  }: { readonly data: unknown; readonly variant: PictureVariant; readonly document: Document },
): Promise<string> {
  const view = await loadView();
  const { theme, width } = variant;
  const svg = view.draw({ data, view: definition.view, theme, width, document });
  const Serializer = document.defaultView?.XMLSerializer;
  if (!Serializer) throw new Error('the document belongs to no window, so nothing can be written from it');
  return `${new Serializer().serializeToString(svg)}\n`;
}
