import { heatmap } from '../../lib/drawing/heatmap.ts';
import { at, element, type } from '../../lib/drawing/svg.ts';
import { formatNumber } from '../../lib/format.ts';
import type { Theme } from '../../lib/palette.ts';
import { inks } from '../../lib/palette.ts';
import type { Data, Frame } from './compute.ts';

type Part = Exclude<keyof Frame, 'delta'>;

interface Tile {
  readonly part: Part;
  readonly symbol: string;
  readonly shape: 'column' | 'matrix';
}

const penaltyRow: readonly Tile[] = [
  { part: 'u', symbol: 'u', shape: 'column' },
  { part: 'z', symbol: 'z', shape: 'column' },
  { part: 'inverse', symbol: 'A', shape: 'matrix' },
  { part: 'k', symbol: 'k', shape: 'column' },
  { part: 'alpha', symbol: 'α', shape: 'column' },
];

const memoryRow: readonly Tile[] = [
  { part: 'v', symbol: 'v', shape: 'column' },
  { part: 'e', symbol: 'e', shape: 'column' },
  { part: 'memory', symbol: 'S', shape: 'matrix' },
  { part: 'q', symbol: 'q', shape: 'column' },
  { part: 'o', symbol: 'o', shape: 'column' },
];

const columnWidth = 50;
const matrixGap = 22;
const heading = 42;

export interface BoardArguments {
  readonly document: Document;
  readonly theme: Theme;
  readonly data: Data;
  /** Step from 1. */
  readonly t: number;
}

/** All quantities of one step in two rows, penalty above memory, each row under the equations that link its tiles. */
export function board({ document, theme, data, t }: BoardArguments) {
  const { headSize, frames } = data;
  const square = Math.max(4, Math.min(24, Math.floor(132 / headSize)));
  const side = square * headSize;
  const rowHeight = heading + side + 20;
  const frame = frames[t - 1];
  const text = (x: number, y: number, content: string, more = {}): Element =>
    element(document, 'text', { x, y, style: 'white-space: pre', ...more }, content);
  const tile = ({ part, symbol, shape }: Tile, x: number, y: number): Element => {
    const largest = Math.max(...frames.flatMap((one) => one[part].map(Math.abs)));
    const columns = shape === 'matrix' ? headSize : 1;
    const middle = (columns * square) / 2;
    return at(
      x,
      y,
      element(document, 'g', {}, [
        text(middle, heading - 8, symbol, { 'text-anchor': 'middle', 'font-size': type.title, 'font-style': 'italic' }),
        at(0, heading, heatmap({ document, theme, values: frame[part], columns, largest, square })),
        text(middle, heading + side + 14, `±${formatNumber(largest, 2)}`, {
          'text-anchor': 'middle',
          'font-size': type.small,
          fill: inks[theme].muted,
        }),
      ]),
    );
  };
  const row = (tiles: readonly Tile[], y: number): Element[] => {
    let x = (columnWidth - square) / 2;
    return tiles.map((one) => {
      const place = tile(one, x, y);
      x += one.shape === 'matrix' ? side + matrixGap : columnWidth;
      if (one.shape === 'column' && tiles[tiles.indexOf(one) + 1]?.shape === 'matrix') x += matrixGap / 2 - 4;
      return place;
    });
  };
  const { penalty, memory } = equations(data, frame.delta);
  const node = element(document, 'g', {}, [
    text(0, 12, penalty, { fill: inks[theme].muted }),
    ...row(penaltyRow, 0),
    text(0, rowHeight + 24, memory, { fill: inks[theme].muted }),
    ...row(memoryRow, rowHeight + 12),
  ]);
  return { node, width: 4 * columnWidth + side + matrixGap * 1.5, height: 2 * rowHeight + 12 };
}

function equations({ write, error }: Data, delta: number) {
  const direction = write === 'plain' ? 'Ak' : 'Ak/‖Ak‖';
  const residual = error === 'additive' ? 'v' : 'v − Sk';
  return {
    penalty: `z = Au   δ = 1 + uᵀz = ${formatNumber(delta)}   A ← A − zzᵀ/δ   α = ${direction}`,
    memory: `e = ${residual}   S ← S + eαᵀ   o = Sq`,
  };
}
