import { useEffect, useRef, useState, type ReactNode } from 'react';
import styles from './styles.module.css';

export interface DrawingProps {
  /** Text alternative. */
  readonly label: string;
  /** Draws at a width in CSS pixels. A new function draws anew. */
  readonly draw: (width: number) => Element;
  readonly onError: (error: unknown) => void;
}

/** A picture made in the page, drawn again when its width changes. */
export default function Drawing({ label, draw, onError }: DrawingProps): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);

  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    if (frame.current) observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (width === 0) return;
    try {
      const drawing = draw(width);
      // The frame is one picture with one text alternative.
      drawing.setAttribute('aria-hidden', 'true');
      frame.current?.replaceChildren(drawing);
    } catch (error) {
      onError(error);
    }
  }, [draw, width, onError]);

  return <div ref={frame} className={styles.drawing} role="img" aria-label={label} />;
}
