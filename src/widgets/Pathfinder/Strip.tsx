import { useCallback, type ReactNode } from 'react';
import Drawing from '../../components/Drawing/index.tsx';
import { useDrawingTheme } from '../../components/useDrawingTheme.ts';
import { element, figureRoot, type } from '../../lib/drawing/svg.ts';
import { seriesStyle, type Theme } from '../../lib/palette.ts';
import { tokenPair } from './arcs.ts';
import type { Shown } from './picture.ts';

interface StripProps {
  readonly picture: Shown;
  readonly onError: (error: unknown) => void;
}

const height = { arc: 76, strip: 22, words: 20 };

/** The tokens of a picture in the order in which a model reads them, with the two marked ones joined. */
export default function Strip({ picture, onError }: StripProps): ReactNode {
  const theme = useDrawingTheme();
  const draw = useCallback((width: number) => drawStrip(picture, { theme, width }), [picture, theme]);
  return <Drawing label={inWords(picture)} draw={draw} onError={onError} />;
}

function inWords({ size, markers: [a, b] }: Shown): string {
  const tokens = `${size * size} tokens, row after row`;
  if (!a || !b) return tokens;
  const { from, to, distance } = tokenPair([a, b], size);
  return `${tokens}; the marks are tokens ${from + 1} and ${to + 1}, ${distance} tokens apart`;
}

function drawStrip(picture: Shown, { theme, width }: { readonly theme: Theme; readonly width: number }): Element {
  const { size, pixels, markers } = picture;
  const count = pixels.length;
  const at = (token: number): number => ((token + 0.5) * width) / count;
  const cells = [...pixels].flatMap((level, token) =>
    level === 0
      ? []
      : [
          element(document, 'rect', {
            x: (token * width) / count,
            y: height.arc,
            width: width / count + 0.2,
            height: height.strip,
            fill: `rgb(${level} ${level} ${level})`,
          }),
        ],
  );
  const ground = element(document, 'rect', { x: 0, y: height.arc, width, height: height.strip, fill: '#000' });
  const [a, b] = markers;
  const joined = a && b ? arc(tokenPair([a, b], size), { at, theme, width, count }) : [];
  return figureRoot({
    document,
    theme,
    width,
    height: height.arc + height.strip + height.words,
    label: inWords(picture),
    children: [ground, ...cells, ...joined],
  });
}

interface Scale {
  readonly at: (token: number) => number;
  readonly theme: Theme;
  readonly width: number;
  /** Tokens in all. */
  readonly count: number;
}

function arc({ from, to, distance }: ReturnType<typeof tokenPair>, { at, theme, width, count }: Scale): Element[] {
  const { color } = seriesStyle('vla', theme);
  const [left, right] = [at(from), at(to)];
  const radius = (right - left) / 2;
  const rise = Math.min(height.arc - 18, radius);
  const below = height.arc + height.strip + 14;
  const label = (x: number, y: number, text: string, anchor = 'middle'): Element =>
    element(document, 'text', { x, y, 'text-anchor': anchor, 'font-size': type.body, fill: color }, text);
  const middle = Math.min(width - 60, Math.max(60, (left + right) / 2));
  return [
    element(document, 'path', {
      d: `M ${left} ${height.arc} A ${Math.max(radius, 0.5)} ${Math.max(rise, 0.5)} 0 0 1 ${right} ${height.arc}`,
      fill: 'none',
      stroke: color,
      'stroke-width': 1.75,
    }),
    ...[left, right].map((x) => element(document, 'circle', { cx: x, cy: height.arc, r: 3, fill: color })),
    label(middle, height.arc - rise - 6, `${distance} tokens`),
    label(2, below, '1', 'start'),
    label(width - 2, below, String(count), 'end'),
  ];
}
