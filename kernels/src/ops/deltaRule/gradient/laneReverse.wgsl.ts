import { read, shader, written } from '../../../runtime/shader.ts';
import { GROUP } from '../../wgsl/grid.ts';
import type { Lanes } from '../../wgsl/subgroups.wgsl.ts';
import { repeat } from '../../wgsl/text.ts';
import type { DeltaRule } from '../shape.ts';
import { packedRows } from './packed.ts';

/** Steps that are gone back through at once, with one look at R and one at the S before them. */
export const RUN = 4;

/** Columns of a round times rows of a lane: each is an access of its own in the text, and llvmpipe compiles twice as many for twice as long. */
const MOST_ACCESSES = 8;

/** How the rows of a head are shared out: subgroups of a head, and rows of each lane. */
export function reverseShares(rows: number, { lanes }: Lanes): { readonly groups: number; readonly perLane: number } {
  const perLane = Math.max(1, Math.min(Math.floor(MOST_ACCESSES / lanes), Math.ceil(rows / lanes)));
  return { groups: Math.ceil(rows / (perLane * lanes)), perLane };
}

/**
 * What `reverse.wgsl.ts` computes, in subgroups: a lane has some rows of R and of S, and of RUN steps t at once. With S₀ before the
 * first of them and R after the last, all that the steps need of these two are products with vectors,
 *
 *     y_r = R α_r      u_t = S₀ q_t      w_t = S₀ p_t      z = ⟨R, S₀⟩, row by row,
 *
 * and what is between the steps, from the last to the first, are numbers of pairs of them:
 *
 *     y_r ← y_r + do_t (q_tᵀ α_r)      f_t = y_t      y_r ← y_r − f_t (p_tᵀ α_r)      z ← z + do_t u_t − f_t w_t
 *     dγ_t = γ_{t−1} ( … γ_1 (γ_0 z + e_0 y_0) + e_1 y_1 … ) + e_{t−1} y_{t−1}       y_r ← γ_t y_r      z ← γ_t z
 *
 * So the matrices are loaded, and R is written, once for all of the steps, and nothing is divided by a decay.
 */
export function laneReverseShader(args: {
  readonly D: number;
  readonly Dv: number;
  readonly text: Lanes;
  readonly reads: DeltaRule['reads'];
}) {
  const { D, Dv, text, reads } = args;
  const { lanes } = text;
  const { perLane } = reverseShares(Dv, text);
  const rows = packedRows({ reads });
  const run = Array.from({ length: RUN }, (_, i) => i);
  const backwards = [...run].reverse();
  const perRow = (statement: (h: number) => string) => repeat(perLane, statement);
  const perStep = (statement: (i: number) => string) => repeat(RUN, statement);
  const perPair = (statement: (i: number, r: number) => string, among = run) =>
    among.flatMap((i) => run.slice(0, i + 1).map((r) => statement(i, r))).join(' ');
  const isWhole = Dv % (lanes * perLane) === 0;
  const inRow = (h: number, statement: string) => (isWhole ? statement : `if (row${h} < ${Dv}u) { ${statement} }`);
  const recalls = reads !== null;
  const sum = (terms: readonly string[]) => terms.join(' + ');

  /** Goes over the columns, a number a lane; what is loaded of vectors is shown to all lanes, number by number. */
  const overColumns = (
    vectors: Readonly<Record<string, (token: string) => string>>,
    { own = '', each }: { readonly own?: string; readonly each: (h: number, column: string) => string },
  ): string => {
    const names = Object.keys(vectors);
    const load = (name: string, i: number) => {
      const value = `wide[${vectors[name]!(`token${i}`)} * ${D}u + column + lane]`;
      return `let ${name}Own${i} = ${D % lanes === 0 ? value : `select(0.0, ${value}, column + lane < ${D}u)`};`;
    };
    const show = (c: number) =>
      names.map((name) => perStep((i) => `let ${name}${i} = subgroupBroadcast(${name}Own${i}, ${c}u);`)).join('\n    ');
    const inColumn = (c: number, statement: string) =>
      D % lanes === 0 ? `{ ${statement} }` : `if (column + ${c}u < ${D}u) { ${statement} }`;
    return `for (var column = 0u; column < settings.columns; column += ${lanes}u) {
    ${names.map((name) => perStep((i) => load(name, i))).join('\n    ')}
    ${own}
    ${repeat(lanes, (c) => inColumn(c, `${show(c)}\n    ${perRow((h) => each(h, `column + ${c}u`))}`))}
  }`;
  };

  const forwards = `${perStep((i) => `let token${i} = token + ${i}u;`)}
      var left = 1.0;
      ${backwards
        .map(
          (i) =>
            `${perRow((h) => `let written${h}_${i} = left * ${ownOf('tall', rows.error(`token${i}`), h, Dv)};`)} left *= gamma[token${i}];`,
        )
        .join('\n      ')}
      ${overColumns(
        { along: rows.direction },
        {
          each: (h, column) =>
            `{ let S = left * states[(before + near${h}) * ${D}u + ${column}] + ${sum(run.map((i) => `written${h}_${i} * along${i}`))};
        ${inRow(h, `states[(after + row${h}) * ${D}u + ${column}] = S;`)} }`,
        },
      )}`;

  const looks = `${perRow((h) => `var z${h} = 0.0; ${run.map((i) => `var y${h}_${i} = 0.0; var u${h}_${i} = 0.0; ${recalls ? `var w${h}_${i} = 0.0;` : ''}`).join(' ')}`)}
      ${perPair((i, r) => `var qa${i}_${r} = 0.0; ${recalls && r < i ? `var pa${i}_${r} = 0.0;` : ''}`)}
      ${overColumns(
        { along: rows.direction, query: rows.query, ...(recalls && { key: rows.readKey }) },
        {
          own: perPair(
            (i, r) =>
              `qa${i}_${r} += queryOwn${i} * alongOwn${r}; ${recalls && r < i ? `pa${i}_${r} += keyOwn${i} * alongOwn${r};` : ''}`,
          ),
          each: (h, column) =>
            `{ let R = initialMemoryGradient[matrix${h} + ${column}]; let S = states[(before + near${h}) * ${D}u + ${column}]; z${h} += R * S;
        ${run.map((i) => `y${h}_${i} += R * along${i}; u${h}_${i} += S * query${i}; ${recalls ? `w${h}_${i} += S * key${i};` : ''}`).join(' ')} }`,
        },
      )}
      ${perPair((i, r) => `qa${i}_${r} = subgroupAdd(qa${i}_${r}); ${recalls && r < i ? `pa${i}_${r} = subgroupAdd(pa${i}_${r});` : ''}`)}`;

  const step = (t: number) => {
    const earlier = run.slice(0, t);
    const lost = (h: number) =>
      recalls ? earlier.map((r) => `y${h}_${r} -= f${h}_${t} * pa${t}_${r};`).join(' ') : '';
    return `${perRow(
      (h) => `${[...earlier, t].map((r) => `y${h}_${r} += weight${h}_${t} * qa${t}_${r};`).join(' ')}
      let f${h}_${t} = select(0.0, y${h}_${t}, there${t}); ${lost(h)}
      z${h} += weight${h}_${t} * u${h}_${t}${recalls ? ` - f${h}_${t} * w${h}_${t}` : ''};
      var kept${h}_${t} = z${h}; ${earlier.map((r) => `kept${h}_${t} = decay${r} * kept${h}_${t} + error${h}_${r} * y${h}_${r};`).join(' ')}
      ${isWhole ? '' : `kept${h}_${t} = select(0.0, kept${h}_${t}, row${h} < ${Dv}u);`}
      ${earlier.map((r) => `y${h}_${r} *= decay${t};`).join(' ')} z${h} *= decay${t};`,
    )}
      let part${t} = subgroupAdd(${sum(Array.from({ length: perLane }, (_, h) => `kept${h}_${t}`))});
      if (there${t}) {
        ${perRow((h) => inRow(h, `tall[${rows.errorGradient(`token${t}`)} * ${Dv}u + row${h}] = f${h}_${t}; vGradient[token${t} * ${Dv}u + row${h}] = f${h}_${t};`))}
        if (lane == 0u) { decayParts[token${t} * perHead + part] = part${t}; }
      }`;
  };

  const changes = `var left = 1.0;
      ${perStep((i) => `left *= decay${i}; ${perRow((h) => `let gain${h}_${i} = left * weight${h}_${i}; ${recalls ? `let loss${h}_${i} = left * f${h}_${i};` : ''}`)}`)}
      ${overColumns(
        { query: rows.query, ...(recalls && { key: rows.readKey }) },
        {
          each: (h, column) =>
            `{ let R = left * initialMemoryGradient[matrix${h} + ${column}] + ${sum(run.map((i) => `gain${h}_${i} * query${i}`))}${recalls ? ` - (${sum(run.map((i) => `loss${h}_${i} * key${i}`))})` : ''};
        ${inRow(h, `initialMemoryGradient[matrix${h} + ${column}] = R;`)} }`,
        },
      )}`;

  const body = `@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(subgroup_invocation_id) lane: u32) {
  let index = ${GROUP};
  if (index >= settings.invocations) { return; }
  let T = settings.T;
  let perHead = settings.perHead;
  let steps = settings.steps;
  let chunks = settings.chunks;
  let head = index / perHead;
  let part = index % perHead;
  // States before run i of a block: before the first one as they were left, before the others after all of those.
  let kept = settings.invocations / perHead * chunks * ${Dv}u + head * (steps / ${RUN}u) * ${Dv}u;
  ${perRow((h) => `let row${h} = part * ${lanes * perLane}u + ${h * lanes}u + lane; ${isWhole ? `let near${h} = row${h};` : `let near${h} = min(row${h}, ${Dv - 1}u);`} let matrix${h} = (head * ${Dv}u + near${h}) * ${D}u;`)}
  if (settings.begin == 0u) {
    for (var column = 0u; column < settings.columns; column++) {
      ${perRow((h) => inRow(h, `initialMemoryGradient[matrix${h} + column] = finalMemoryGradient[matrix${h} + column];`))}
    }
  }
  for (var step = settings.begin; step < settings.end; step++) {
    let chunk = chunks - 1u - step;
    let first = head * T + chunk * steps;
    let count = min(steps, T - chunk * steps);
    let runs = (count + ${RUN - 1}u) / ${RUN}u;
    let start = (head * chunks + chunk) * ${Dv}u;
    for (var run = 0u; run + 1u < runs; run++) {
      let token = first + run * ${RUN}u;
      let before = select(kept + run * ${Dv}u, start, run == 0u);
      let after = kept + (run + 1u) * ${Dv}u;
      ${forwards}
    }
    for (var run = runs; run > 0u; run--) {
      let token = first + (run - 1u) * ${RUN}u;
      let end = first + count;
      let before = select(kept + (run - 1u) * ${Dv}u, start, run == 1u);
      // Steps after the last one are that one again, and change nothing.
      ${perStep((i) => `let there${i} = token + ${i}u < end; let token${i} = min(token + ${i}u, end - 1u); let decay${i} = select(1.0, gamma[token${i}], there${i});`)}
      ${perStep((i) => perRow((h) => `let weight${h}_${i} = select(0.0, ${ownOf('tall', rows.outputGradient(`token${i}`), h, Dv)}, there${i}); let error${h}_${i} = select(0.0, ${ownOf('tall', rows.error(`token${i}`), h, Dv)}, there${i});`))}
      ${looks}
      ${backwards.map(step).join('\n      ')}
      ${changes}
    }
  }
}
`;
  return shader({
    subgroups: true,
    buffers: {
      wide: read('f32'),
      gamma: read('f32'),
      tall: written('f32'),
      vGradient: written('f32'),
      states: written('f32'),
      decayParts: written('f32'),
      initialMemoryGradient: written('f32'),
      finalMemoryGradient: read('f32'),
    },
    settings: {
      T: 'u32',
      invocations: 'u32',
      columns: 'u32',
      /** Subgroups of a head. */
      perHead: 'u32',
      /** Steps of a block of them, which are whole runs, and how many such blocks there are. */
      steps: 'u32',
      chunks: 'u32',
    },
    ranged: true,
    body,
  });
}

function ownOf(buffer: string, row: string, h: number, size: number): string {
  return `${buffer}[${row} * ${size}u + near${h}]`;
}
