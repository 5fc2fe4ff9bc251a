import type { ReactNode } from 'react';
import styles from './styles.module.css';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Ends here: nothing depends on it. */
  readonly idle?: boolean;
}

const width = 92;
const height = 30;

const boxes = {
  key: { x: 4, y: 62, text: 'key k' },
  network: { x: 124, y: 12, text: 'MLP, softplus', idle: true },
  strength: { x: 244, y: 12, text: 'λ, reported', idle: true },
  direction: { x: 124, y: 62, text: 'u = W k' },
  penalty: { x: 244, y: 62, text: 'M ← M + u uᵀ' },
  inverse: { x: 364, y: 62, text: 'A = M⁻¹' },
  write: { x: 484, y: 62, text: 'α = A k / ‖A k‖' },
  memory: { x: 604, y: 62, text: 'S ← S + e αᵀ' },
  error: { x: 484, y: 112, text: 'e = v − S k' },
} as const satisfies Readonly<Record<string, Box>>;

type Name = keyof typeof boxes;

const arrows: readonly (readonly [Name, Name])[] = [
  ['key', 'network'],
  ['network', 'strength'],
  ['key', 'direction'],
  ['direction', 'penalty'],
  ['penalty', 'inverse'],
  ['inverse', 'write'],
  ['write', 'memory'],
  ['error', 'memory'],
];

/** How a key becomes a penalty, and that a write. */
export default function PenaltyGraph(): ReactNode {
  return (
    <div className={styles.frame}>
      <svg
        viewBox="0 0 700 150"
        className={styles.graph}
        role="img"
        aria-label="From the key k to u = W k, from there to the penalty M, its inverse A, the write direction alpha and the memory S, into which the error e is written along alpha. From the key also to a network for lambda, which is reported, and on which nothing depends."
      >
        <defs>
          <marker id="penalty-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0,0 L8,4 L0,8 z" className={styles.head} />
          </marker>
        </defs>
        {arrows.map(([from, to]) => (
          <path
            key={`${from} ${to}`}
            d={line(boxes[from], boxes[to])}
            className={styles.arrow}
            markerEnd="url(#penalty-arrow)"
          />
        ))}
        {/* The write is of the same key. */}
        <path d={`M50,${62 + height} V138 H470 V86 H482`} className={styles.thin} markerEnd="url(#penalty-arrow)" />
        {Object.entries(boxes).map(([name, box]) => (
          <g key={name} className={'idle' in box ? styles.idle : undefined}>
            <rect x={box.x} y={box.y} width={width} height={height} rx="4" className={styles.box} />
            <text x={box.x + width / 2} y={box.y + height / 2 + 4} textAnchor="middle">
              {box.text}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

function line(from: Box, to: Box): string {
  const [x, y] = [from.x + width, from.y + height / 2];
  return `M${x},${y} L${to.x - 2},${to.y + height / 2}`;
}
