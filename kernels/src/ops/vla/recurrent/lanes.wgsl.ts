import { repeat } from '../../wgsl/text.ts';

/** How the recurrent shader holds a vector of D numbers: in `count` elements of `width` numbers each. */
export interface Lanes {
  readonly width: 1 | 4;
  /** Room for this many elements; the small text has the same for all D up to a power of two. */
  readonly count: number;
  readonly type: 'f32' | 'vec4<f32>';
  /** Element type of the buffers q, k and u. */
  readonly input: 'f32' | 'vec4<f32>';
  /** The product of two elements, summed. */
  dot(a: string, b: string): string;
  /** The number of a vector that belongs to row `r` of the rows from `first` on. */
  at(vector: string, first: string, r: string): string;
  /** Element `index` of this invocation's rows of A or S. */
  entry(matrix: 'A' | 'S', index: string): string;
  /** Element j of row `row` of an input; zeros after the end of the row. */
  load(buffer: string, row: string, j: string): string;
  /** Element j of D numbers from `start` on in a buffer of numbers; zeros after their end. */
  read(buffer: string, start: string, j: string): string;
  /** Writes `value` as element j of D numbers from `start` on in the state. */
  store(start: string, j: string, value: string): string;
}

export function lanesOf({ D, text }: { readonly D: number; readonly text: 'wide' | 'small' }): Lanes {
  return text === 'wide' ? wideLanes(D) : smallLanes(D);
}

function smallLanes(D: number): Lanes {
  const start = { A: 'inverse', S: 'memory' };
  return {
    width: 1,
    count: 2 ** Math.max(4, Math.ceil(Math.log2(D))),
    type: 'f32',
    input: 'f32',
    dot: (a, b) => `${a} * ${b}`,
    at: (vector, first, r) => `${vector}[${first} + ${r}]`,
    entry: (matrix, index) => `state[${start[matrix]} + ${index}]`,
    load: (buffer, row, j) => `${buffer}[${row} * D + ${j}]`,
    read: (buffer, from, j) => `${buffer}[${from} + ${j}]`,
    store: (from, j, value) => `state[${from} + ${j}] = ${value};`,
  };
}

function wideLanes(D: number): Lanes {
  const whole = D % 4 === 0;
  const components = [0, 1, 2, 3];
  const inside = (j: string, c: number) => `4u * (${j}) + ${c}u < D`;
  const read: Lanes['read'] = (buffer, start, j) => {
    const number = (c: number) => `${buffer}[${start} + 4u * (${j}) + ${c}u]`;
    const guarded = (c: number) => (whole ? number(c) : `select(0.0, ${number(c)}, ${inside(j, c)})`);
    return `vec4<f32>(${components.map(guarded).join(', ')})`;
  };
  return {
    width: 4,
    count: Math.ceil(D / 4),
    type: 'vec4<f32>',
    input: whole ? 'vec4<f32>' : 'f32',
    dot: (a, b) => `dot(${a}, ${b})`,
    // The first row is a multiple of four, so the component is a constant.
    at: (vector, first, r) => `${vector}[(${first} + ${r}) / 4u][${r} % 4u]`,
    entry: (matrix, index) => `${matrix}[${index}]`,
    load: (buffer, row, j) => (whole ? `${buffer}[${row} * N + ${j}]` : read(buffer, `${row} * D`, j)),
    read,
    store(start, j, value) {
      const number = (c: number) => `state[${start} + 4u * (${j}) + ${c}u] = stored[${c}];`;
      const guarded = (c: number) => (whole ? number(c) : `if (${inside(j, c)}) { ${number(c)} }`);
      return `let stored = ${value}; ${repeat(4, guarded)}`;
    },
  };
}
