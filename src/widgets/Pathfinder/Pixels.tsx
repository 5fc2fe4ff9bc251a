import { useEffect, useRef, type ReactNode } from 'react';
import type { Dash, Place } from '@vla/kernels/tasks';
import type { Shown } from './picture.ts';
import styles from './styles.module.css';

interface PixelsProps {
  readonly picture: Shown;
  /** Drawn over the pixels. */
  readonly chain: readonly Dash[];
  /** A line that is being drawn. */
  readonly line?: readonly Place[];
  /** Where the keyboard draws, while it does. */
  readonly cursor?: { readonly x: number; readonly y: number; readonly down: boolean } | null;
}

/** The pixels of a picture, and over them what was traced. */
export default function Pixels({ picture, chain, line = [], cursor }: PixelsProps): ReactNode {
  const { size, pixels } = picture;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(size, size);
    pixels.forEach((level, pixel) => image.data.set([level, level, level, 255], 4 * pixel));
    context.putImageData(image, 0, 0);
  }, [size, pixels]);
  return (
    <>
      <canvas ref={canvas} width={size} height={size} className={styles.pixels} aria-hidden="true" />
      <svg viewBox={`0 0 ${size} ${size}`} className={styles.over} aria-hidden="true">
        {chain.map(({ fromX, fromY, toX, toY }, i) => (
          <line key={i} x1={fromX} y1={fromY} x2={toX} y2={toY} className={styles.chain} />
        ))}
        <polyline points={line.map(({ x, y }) => `${x},${y}`).join(' ')} className={styles.line} />
        {cursor && <circle cx={cursor.x} cy={cursor.y} r={0.6} className={cursor.down ? styles.pen : styles.lifted} />}
      </svg>
    </>
  );
}

/** A picture in words. */
export function inWords({ size, markers }: Shown): string {
  const places = markers.map(({ x, y }) => `column ${Math.floor(x) + 1}, row ${Math.floor(y) + 1}`);
  const marks = places.length === 0 ? 'no end marked' : `marked at ${places.join(' and at ')}`;
  return `A picture of ${size} by ${size} pixels with dashed paths, ${marks}`;
}
