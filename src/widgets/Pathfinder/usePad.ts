import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { pathfinderSettings, type Place } from '@vla/kernels/tasks';
import type { Offered } from './controls.ts';
import { dashesAlong, marked, nearestTip, tipsOf, within, type Contour, type ContourTip } from './own.ts';

/** What the reader has drawn so far. */
export interface Sketch {
  readonly contours: readonly Contour[];
  readonly markers: readonly ContourTip[];
}

export interface Pad {
  readonly sketch: Sketch;
  /** A line that is being drawn. */
  readonly line: readonly Place[];
  /** Where the keyboard is, and whether its pen is down. */
  readonly cursor: (Place & { readonly down: boolean }) | null;
  /** What came of the last thing that was done, in words. */
  readonly note: string;
  readonly undo: () => void;
  readonly clear: () => void;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  };
}

const empty: Sketch = { contours: [], markers: [] };
const moves: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** A picture that is drawn by pointer or keys: lines become dashed paths, a tap or M marks the nearest end. */
export function usePad(preset: Offered): Pad {
  const { size, gap } = pathfinderSettings({ preset });
  const [drawnFor, setDrawnFor] = useState(preset);
  const [sketch, setSketch] = useState(empty);
  const [line, setLine] = useState<readonly Place[]>([]);
  const [cursor, setCursor] = useState<Pad['cursor']>(null);
  const [note, setNote] = useState('');
  // Another size is another sheet.
  if (drawnFor !== preset) {
    setDrawnFor(preset);
    setSketch(empty);
    setCursor(null);
  }

  const finish = (points: readonly Place[]): void => {
    setLine([]);
    const others = sketch.contours.flat();
    const { contour, cut } = dashesAlong(points, { size, gap }, others);
    if (contour.length === 0) {
      setNote(cut ? 'Too near to another path: nothing was drawn.' : 'Too short for a dash: nothing was drawn.');
      return;
    }
    const contours = [...sketch.contours, contour];
    // The first path is marked at both ends until the reader marks others.
    const markers = sketch.contours.length === 0 ? tipsOf(contours) : sketch.markers;
    setSketch({ contours, markers });
    const dashes = contour.length === 1 ? 'One dash was drawn' : `A path of ${contour.length} dashes was drawn`;
    setNote(cut ? `${dashes}; the rest came too near to another path.` : `${dashes}.`);
  };
  const mark = (place: Place): void => {
    const tip = nearestTip(sketch.contours, place);
    if (!tip) return setNote('There is no path yet whose end could be marked.');
    const markers = marked(sketch.markers, tip);
    setSketch({ ...sketch, markers });
    setNote(`${markers.length === 1 ? 'One end is' : `${markers.length} ends are`} marked.`);
  };
  const placeOf = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>): Place => {
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    return within({ x: ((clientX - left) / width) * size, y: ((clientY - top) / height) * size }, size);
  };
  return {
    sketch,
    line,
    cursor,
    note,
    undo() {
      const contours = sketch.contours.slice(0, -1);
      setSketch({ contours, markers: sketch.markers.filter(({ contour }) => contour < contours.length) });
      setNote('The last path was taken away.');
    },
    clear() {
      setSketch(empty);
      setNote('The sheet is empty.');
    },
    handlers: {
      onPointerDown(event) {
        event.currentTarget.setPointerCapture(event.pointerId);
        setLine([placeOf(event)]);
        setCursor(null);
      },
      onPointerMove(event) {
        if (line.length > 0) setLine([...line, placeOf(event)]);
      },
      onPointerUp(event) {
        if (line.length === 0) return;
        const points = [...line, placeOf(event)];
        const [first] = points as [Place];
        const moved = Math.max(...points.map(({ x, y }) => Math.hypot(x - first.x, y - first.y)));
        if (moved >= 1) return finish(points);
        setLine([]);
        mark(first);
      },
      onKeyDown(event) {
        const at = cursor ?? { x: size / 2, y: size / 2, down: false };
        const move = moves[event.key];
        if (move) {
          const place = within({ x: at.x + move[0], y: at.y + move[1] }, size);
          setCursor({ ...place, down: at.down });
          if (at.down) setLine([...line, place]);
        } else if (event.key === ' ' || event.key === 'Enter') {
          setCursor({ ...at, down: !at.down });
          if (at.down) finish(line);
          else {
            setLine([at]);
            setNote('The pen is down.');
          }
        } else if (event.key === 'm' || event.key === 'M') {
          mark(at);
        } else {
          return;
        }
        event.preventDefault();
      },
    },
  };
}
