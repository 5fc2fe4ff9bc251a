import { GROUP } from '../wgsl/grid.ts';
import { laneMatrix, laneVector } from '../wgsl/subgroups.wgsl.ts';
import type { Lanes } from '../wgsl/subgroups.wgsl.ts';
import { repeat } from '../wgsl/text.ts';
import { matrixOf, sizeOf } from './sweep.ts';
import type { Sweep, SweepParts } from './sweep.ts';

/** Rows of a lane at most: that many share what a step loads and shows. */
export const MOST_ROWS = 4;

/** How the rows of a head's matrix are shared out: subgroups of a head, and rows of each lane. */
export function laneShares(rows: number, { lanes }: Lanes): { readonly groups: number; readonly perLane: number } {
  const groups = Math.ceil(rows / (MOST_ROWS * lanes));
  return { groups, perLane: Math.ceil(rows / (groups * lanes)) };
}

/**
 * The text of a sweep in subgroups: a lane has some rows in registers. Of a vector that is needed in full, a lane loads its
 * numbers only, before the statement for all columns that asks for them, and each is shown to all lanes in turn.
 */
export function laneSweepText(sweep: Sweep, { lanes }: Lanes): string {
  const { rows, columns } = sweep;
  const { perLane } = laneShares(rows, { lanes });
  const X = laneMatrix({ lanes, rows, columns, perLane, bound: 'settings.columns' });
  const matrix = matrixOf(sweep);
  const place = (step: string): string => (sweep.backwards ? `T - 1u - ${step}` : step);
  const at = (first: string) => (row: string, column: string) => `(${first} + ${row}) * ${columns}u + ${column}`;
  /** The vectors that the statement at hand asks for, each with its index, by the name of their loads. */
  let asked = new Map<string, string>();
  const forColumns: SweepParts['each'] = (statement, shared = () => '') => {
    asked = new Map();
    const all = repeat(columns, (j) => {
      const own = Array.from({ length: perLane }, (_, h) => statement(X.x(h, j), `${j}`, h)).join(' ');
      return `{ ${shared(`${j}`)} ${own} }`;
    });
    const loads = [...asked].map(([key, name]) => {
      const [vectors, index] = JSON.parse(key) as [string, string];
      const size = sizeOf(sweep, vectors);
      const vector = laneVector({ lanes }, size);
      return vector.each((g) => `let ${name}${g} = ${vector.load(vectors, `${index} * ${size}u`, g)};`);
    });
    return `{ ${loads.join('\n    ')}\n    ${all} }`;
  };
  const guarded = (h: number, value: string) => (X.exists(h) ? `select(0.0, ${value}, ${X.exists(h)})` : value);
  const parts: SweepParts = {
    rows: X.eachRow,
    each: forColumns,
    loop: forColumns,
    store: (buffer, first) => X.store(buffer, at(first)),
    own: (name, h, index = 'token') => guarded(h, `${name}[${index} * ${sizeOf(sweep, name)}u + row${h}]`),
    block(name, j, index = 'token') {
      const key = JSON.stringify([name, index]);
      const loaded = asked.get(key) ?? `loaded${asked.size}_`;
      asked.set(key, loaded);
      return laneVector({ lanes }, sizeOf(sweep, name)).shown(loaded, Number(j));
    },
    write(name, value, h, index = 'token') {
      const statement = `${name}[${index} * ${sizeOf(sweep, name)}u + row${h}] = ${value};`;
      return X.exists(h) ? `if (${X.exists(h)}) { ${statement} }` : statement;
    },
  };
  const load = X.fill((row, column) => `${matrix.buffer}[${at(matrix.first)(row, column)}]`);
  return `alias Part = f32;
fn product(x: Part, y: Part) -> f32 { return x * y; }
fn outerBlock(x: Part, y: Part) -> Part { return x * y; }

@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(subgroup_invocation_id) lane: u32) {
  let index = ${GROUP};
  if (index >= settings.invocations) { return; }
  let T = settings.T;
  let head = index / settings.perHead;
  let first = index % settings.perHead * ${lanes * perLane}u;
  ${X.declare}
  ${sweep.start === 'kept' ? load : `if (settings.begin > 0u) { ${load} } else { ${startText(sweep, X.fill)} }`}
  ${sweep.begin?.(parts) ?? ''}
  var previous = head * T + ${place('settings.begin')};
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + ${place('step')};
    ${sweep.step(parts)}
    previous = token;
  }
  ${sweep.end?.(parts) ?? ''}
  ${parts.store(matrix.buffer, matrix.first)}
}
`;
}

function startText({ rows, columns, start }: Sweep, fill: ReturnType<typeof laneMatrix>['fill']): string {
  // Registers begin with zeros.
  if (start === 'zeros' || start === 'kept') return '';
  if (start === 'diagonal') return fill((row, column) => `select(0.0, settings.diagonal, ${row} == ${column})`);
  const { buffer, as } = start;
  const plain = (row: string, column: string) => `${buffer}[(head * ${rows}u + ${row}) * ${columns}u + ${column}]`;
  const transposed = (row: string, column: string) => `${buffer}[(head * ${columns}u + ${column}) * ${rows}u + ${row}]`;
  if (!as) return fill(plain);
  if (as === 'transposed') return fill(transposed);
  return fill((row, column) => `${plain(row, column)} + ${transposed(row, column)}`);
}
