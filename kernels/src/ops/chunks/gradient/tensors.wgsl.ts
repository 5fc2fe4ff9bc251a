import { read, shader, written } from '../../../runtime/shader.ts';
import { GROUP } from '../../wgsl/grid.ts';
import { elementOf, loadBlock, storeBlock } from '../../wgsl/text.ts';
import { GRADIENT_PLACES, GRADIENT_SETTINGS } from './places.wgsl.ts';

/** A matrix of a record that tensors are packed to or unpacked from: rows are steps, and of U penalty directions. */
type RecordMatrix = 'Q' | 'K' | 'V' | 'dO' | 'U' | 'dK' | 'alpha' | 'tilde';

const columnsOf = (matrix: RecordMatrix): string => `settings.${matrix === 'V' || matrix === 'dO' ? 'V4' : 'D4'}`;
const perStepOf = (matrix: RecordMatrix): string => (matrix === 'U' ? 'settings.R' : '1u');

/** A tensor with rows of `size` numbers. */
interface Tensor {
  readonly name: string;
  readonly size: number;
}

/** A vec4 of a row of a matrix, made of `NAMELine(row, end, j)` of the tensors: zeros where row ≥ end. */
type Row = (row: string, end: string, j: string) => string;

/** The row of a tensor itself. */
export const rowOf =
  (name: string): Row =>
  (row, end, j) =>
    `${name}Line(${row}, ${end}, ${j})`;

/** What an operator packs. Every one has q and k [D], v and outputGradient [values], which become Q, K, V and dO. */
export interface Packed {
  readonly values: number;
  /** Further tensors; further rows, and rows that are made in another way. */
  readonly tensors: readonly Tensor[];
  readonly rows: Partial<Record<RecordMatrix, Row>>;
}

export interface PackText extends Packed {
  readonly threads: number;
  readonly D: number;
  readonly hasInitialMemory: boolean;
}

/** The start of a pass in which every chunk of a head has a workgroup. */
const start = (threads: number): string => `
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = ${GROUP};
  if (head >= settings.heads) { return; }
  let c = group.y;
  let record = recordOf(head, c);
  let first = head * settings.T + c * settings.steps;
  let end = head * settings.T + min(settings.T, (c + 1u) * settings.steps);
  let edge = edgeOf(head);
  let values = head * settings.Dv;`;

/** First pass: the tensors go into the workspace, their rows padded with zeros to whole tiles. */
export function packShader(text: PackText) {
  const { threads, D, values, hasInitialMemory } = text;
  const rows = { Q: rowOf('q'), K: rowOf('k'), V: rowOf('v'), dO: rowOf('outputGradient'), ...text.rows };
  const memories = ['finalMemoryGradient', ...(hasInitialMemory ? ['initialMemory'] : [])];
  const tensors: readonly Tensor[] = [
    { name: 'q', size: D },
    { name: 'k', size: D },
    { name: 'v', size: values },
    { name: 'outputGradient', size: values },
    ...text.tensors,
    ...memories.map((name) => ({ name, size: D })),
  ];
  const lineOf = ({ name, size }: Tensor): string => `
fn ${name}Line(row: u32, end: u32, j: u32) -> vec4<f32> {
  if (row < end && j < ${Math.ceil(size / 4)}u) { return ${loadBlock(size, name, 'row', 'j')}; }
  return vec4<f32>();
}`;
  const copy = (place: string, rows4: string, columns: string, line: (row: string, j: string) => string): string =>
    `for (var i = id; i < 4u * ${rows4} * ${columns}; i += ${threads}u) {
    work[${place} + i] = ${line(`i / ${columns}`, `i % ${columns}`)};
  }`;
  const steps = Object.entries(rows).map(([name, line]) => {
    const matrix = name as RecordMatrix;
    const perStep = perStepOf(matrix);
    return copy(`record.${matrix}`, matrix === 'U' ? 'settings.N4' : 'settings.C4', columnsOf(matrix), (row, j) =>
      line(`first * ${perStep} + ${row}`, `end * ${perStep}`, j),
    );
  });
  const body = `${tensors.map(lineOf).join('')}
${GRADIENT_PLACES}
${start(threads)}
  ${steps.join('\n  ')}
  if (c > 0u) { return; }
  let valuesEnd = values + settings.Dv;
  ${copy('edge', 'settings.V4', 'settings.D4', (row, j) => `finalMemoryGradientLine(values + ${row}, valuesEnd, ${j})`)}
  ${copy('record.S', 'settings.V4', 'settings.D4', (row, j) =>
    hasInitialMemory ? `initialMemoryLine(values + ${row}, valuesEnd, ${j})` : 'vec4<f32>()',
  )}
}
`;
  return shader({
    buffers: {
      ...Object.fromEntries(tensors.map(({ name, size }) => [name, read(elementOf(size))])),
      work: written('vec4<f32>'),
    },
    settings: GRADIENT_SETTINGS,
    ranged: false,
    body,
  });
}

/** A gradient, and the matrix of a record whose rows are its; `line` makes it of `line`, a vec4 of it at `place`. */
type Unpacked = Tensor & { readonly of: RecordMatrix; readonly line?: string };

/** What an operator unpacks. Every one has qGradient and vGradient [values], which are dq and, negative, −dv. */
export interface Results {
  readonly values: number;
  /** Further gradients. */
  readonly results: readonly Unpacked[];
  /** Buffers of numbers that are read. */
  readonly reads?: readonly string[];
  /** Buffers of numbers that are written by `perChunk`. */
  readonly writes?: readonly string[];
  /** Statements of a chunk, before its rows are unpacked. */
  readonly perChunk?: string;
  /** Is added to all that is unpacked: NaN where a head has no gradient. Default 0. */
  readonly wrong?: string;
}

export interface UnpackText extends Results {
  readonly threads: number;
  readonly D: number;
}

/** Last pass: the gradients go from the workspace to their tensors, and that of the first memory. */
export function unpackShader(text: UnpackText) {
  const { threads, reads = [], writes = [], perChunk = '', wrong = '0.0', D, values } = text;
  const results: readonly Unpacked[] = [
    { name: 'qGradient', size: D, of: 'Q' },
    { name: 'vGradient', size: values, of: 'dO', line: '-line' },
    ...text.results,
  ];
  const copy = (
    { name, size }: Tensor,
    rows: [string, string],
    from: string,
    columns: string,
    made = 'line',
  ): string => {
    const blocks = `${Math.ceil(size / 4)}u`;
    return `for (var i = id; i < (${rows[1]} - ${rows[0]}) * ${blocks}; i += ${threads}u) {
    let row = i / ${blocks};
    let j = i % ${blocks};
    let place = row * ${columns} + j;
    let line = work[${from} + place];
    ${storeBlock(size, name, `(${rows[0]} + row)`, 'j', `(${made} + wrong)`)}
  }`;
  };
  const gradients = results.map(({ of, line, ...tensor }) => {
    const perStep = perStepOf(of);
    return copy(tensor, [`(first * ${perStep})`, `(end * ${perStep})`], `record.${of}`, columnsOf(of), line);
  });
  const body = `${GRADIENT_PLACES}
${start(threads)}
  let wrong = vec4<f32>(${wrong});
  ${perChunk}
  ${gradients.join('\n  ')}
  if (c > 0u) { return; }
  ${copy({ name: 'initialMemoryGradient', size: D }, ['values', '(values + settings.Dv)'], 'edge', 'settings.D4')}
}
`;
  const allOf = <Item>(names: readonly string[], item: Item) => Object.fromEntries(names.map((name) => [name, item]));
  return shader({
    buffers: {
      ...Object.fromEntries(results.map(({ name, size }) => [name, written(elementOf(size))])),
      initialMemoryGradient: written(elementOf(D)),
      ...allOf(writes, written('f32')),
      ...allOf(reads, read('f32')),
      work: written('vec4<f32>'),
    },
    settings: GRADIENT_SETTINGS,
    ranged: false,
    body,
  });
}
