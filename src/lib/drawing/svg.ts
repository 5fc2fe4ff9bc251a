import type { Theme } from '../palette.ts';
import { inks } from '../palette.ts';

const svgNamespace = 'http://www.w3.org/2000/svg';

/** Sizes of type in CSS pixels; nothing in a figure is smaller than `small`. */
export const type = { small: 11, body: 12, title: 13 } as const;

/** Width of a run of text, good enough to lay out labels without measuring them. */
export function textWidth(text: string, size: number = type.body): number {
  return text.length * size * 0.56;
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An SVG element with its attributes and content; undefined attributes are left out. */
export function element(
  document: Document,
  name: string,
  attributes: Attributes = {},
  content: readonly Element[] | string = [],
): SVGElement {
  const node = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) node.setAttribute(key, String(value));
  }
  if (typeof content === 'string') node.textContent = content;
  else node.append(...content);
  return node;
}

/** The root of a figure: one image with a name, in the page's own typeface where it is part of the page. */
export function figureRoot(args: {
  readonly document: Document;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly children: readonly Element[];
}): Element {
  const { document, theme, label, children } = args;
  const [width, height] = [Math.round(args.width), Math.round(args.height)];
  return element(
    document,
    'svg',
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-label': label,
      fill: inks[theme].text,
      'font-size': type.body,
      style: 'font-family: var(--font-ui, system-ui, sans-serif); max-width: 100%; height: auto',
    },
    children,
  );
}

/** Moves what was drawn at the origin to its place in the figure. */
export function at(x: number, y: number, node: Element): Element {
  if (node.localName === 'svg') {
    node.setAttribute('x', String(x));
    node.setAttribute('y', String(y));
  } else node.setAttribute('transform', `translate(${x},${y})`);
  return node;
}
