import { elementOf, loadBlock, storeBlock } from '../../wgsl.ts';
import { GRADIENT_PLACES, LARGEST_GRID } from './chunk.wgsl.ts';

/** What the texts depend on. */
export interface TensorsText {
  readonly D: number;
  readonly Dv: number;
  readonly threads: number;
  readonly hasInitialMemory: boolean;
}

/** The start of a pass in which every chunk of a head has a workgroup. */
const start = (threads: number): string => `
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = group.x + group.z * ${LARGEST_GRID}u;
  if (head >= settings.heads) { return; }
  let c = group.y;
  let record = recordOf(head, c);
  let first = head * settings.T + c * settings.steps;
  let end = head * settings.T + min(settings.T, (c + 1u) * settings.steps);
  let edge = edgeOf(head);
  let values = head * settings.Dv;
  let keys = head * settings.D;`;

/** First pass: the tensors go into the workspace, their rows padded with zeros to whole tiles. */
export function packShader({ D, Dv, threads, hasInitialMemory }: TensorsText): string {
  const tensors = [
    { name: 'q', size: D },
    { name: 'k', size: D },
    { name: 'v', size: Dv },
    { name: 'u', size: D },
    { name: 'outputGradient', size: Dv },
    { name: 'finalMemoryGradient', size: D },
    ...(hasInitialMemory ? [{ name: 'initialMemory', size: D }] : []),
  ];
  const declare = ({ name, size }: (typeof tensors)[number], binding: number): string => `
@group(0) @binding(${binding}) var<storage, read> ${name}: array<${elementOf(size)}>;
fn ${name}Line(row: u32, end: u32, j: u32) -> vec4<f32> {
  if (row < end && j < ${Math.ceil(size / 4)}u) { return ${loadBlock(size, name, 'row', 'j')}; }
  return vec4<f32>();
}`;
  const copy = (place: string, rows4: string, columns: string, line: (row: string, j: string) => string): string =>
    `for (var i = id; i < 4u * ${rows4} * ${columns}; i += ${threads}u) {
    work[${place} + i] = ${line(`i / ${columns}`, `i % ${columns}`)};
  }`;
  const steps = (name: string, place: string, columns: string): string =>
    copy(place, 'settings.C4', columns, (row, j) => `${name}Line(first + ${row}, end, ${j})`);
  return `${tensors.map(declare).join('')}
@group(0) @binding(${tensors.length}) var<storage, read_write> work: array<vec4<f32>>;
@group(0) @binding(${tensors.length + 1}) var<uniform> settings: Settings;
${GRADIENT_PLACES}
${start(threads)}
  ${steps('q', 'record.Q', 'settings.D4')}
  ${steps('k', 'record.K', 'settings.D4')}
  ${steps('v', 'record.V', 'settings.V4')}
  ${steps('outputGradient', 'record.dO', 'settings.V4')}
  ${copy('record.U', 'settings.N4', 'settings.D4', (row, j) => `uLine(first * settings.R + ${row}, end * settings.R, ${j})`)}
  if (c > 0u) { return; }
  let valuesEnd = values + settings.Dv;
  ${copy('edge', 'settings.V4', 'settings.D4', (row, j) => `finalMemoryGradientLine(values + ${row}, valuesEnd, ${j})`)}
  ${copy('record.S', 'settings.V4', 'settings.D4', (row, j) =>
    hasInitialMemory ? `initialMemoryLine(values + ${row}, valuesEnd, ${j})` : 'vec4<f32>()',
  )}
}
`;
}

/** Last pass: the gradients go from the workspace to their tensors. Not a number where a pivot could not be used. */
export function unpackShader({ D, Dv, threads }: Omit<TensorsText, 'hasInitialMemory'>): string {
  const tensors = [
    { name: 'qGradient', size: D },
    { name: 'kGradient', size: D },
    { name: 'vGradient', size: Dv },
    { name: 'uGradient', size: D },
    { name: 'initialMemoryGradient', size: D },
  ];
  const declare = ({ name, size }: (typeof tensors)[number], binding: number): string =>
    `@group(0) @binding(${binding}) var<storage, read_write> ${name}: array<${elementOf(size)}>;`;
  const copy = (index: number, rows: [string, string], place: string, columns: string, sign = ''): string => {
    const { name, size } = tensors[index]!;
    const blocks = `${Math.ceil(size / 4)}u`;
    return `for (var i = id; i < (${rows[1]} - ${rows[0]}) * ${blocks}; i += ${threads}u) {
    let row = i / ${blocks};
    let j = i % ${blocks};
    let line = ${sign}work[${place} + row * ${columns} + j] + vec4<f32>(wrong);
    ${storeBlock(size, name, `(${rows[0]} + row)`, 'j', 'line')}
  }`;
  };
  return `${tensors.map(declare).join('\n')}
@group(0) @binding(${tensors.length}) var<storage, read> state: array<f32>;
@group(0) @binding(${tensors.length + 1}) var<storage, read_write> work: array<vec4<f32>>;
@group(0) @binding(${tensors.length + 2}) var<uniform> settings: Settings;
${GRADIENT_PLACES}
${start(threads)}
  let dropped = state[settings.heads * settings.D * settings.D + head];
  let wrong = select(0.0, bitcast<f32>(settings.nan), dropped > 0.0);
  ${copy(0, ['first', 'end'], 'record.Q', 'settings.D4')}
  ${copy(1, ['first', 'end'], 'record.dK', 'settings.D4')}
  ${copy(2, ['first', 'end'], 'record.dO', 'settings.V4', '-')}
  ${copy(3, ['(first * settings.R)', '(end * settings.R)'], 'record.U', 'settings.D4')}
  if (c > 0u) { return; }
  ${copy(4, ['values', '(values + settings.Dv)'], 'edge', 'settings.D4')}
}
`;
}
