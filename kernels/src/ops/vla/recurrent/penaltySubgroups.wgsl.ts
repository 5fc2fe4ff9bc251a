import { read, shader, written } from '../../../runtime/shader.ts';
import { GROUP } from '../../wgsl/grid.ts';
import { laneMatrix, laneVector } from '../../wgsl/subgroups.wgsl.ts';
import type { Lanes } from '../../wgsl/subgroups.wgsl.ts';
import { repeat } from '../../wgsl/text.ts';
import { STEPS, STEPS_SETTINGS } from './steps.wgsl.ts';

export interface PenaltyLanesShape extends Lanes {
  readonly D: number;
  readonly R: number;
  /** Writes also what a gradient goes along: y of each update A ← A − y yᵀ, and the lengths that α was divided by. */
  readonly keep: boolean;
  /** Whether A begins as I/λ0, in a buffer of its own. Otherwise as the state of a call has it, which counts what is skipped, too. */
  readonly fresh: boolean;
}

/**
 * The first of two passes step by step with the rows of a head's A in the registers of one subgroup: a vector is loaded once, a number
 * a lane, and shown to all lanes; nothing waits at a barrier.
 *
 *     z = A u,  δ = 1 + uᵀz,  A ← A − z (z/δ)ᵀ,  α = A k, divided by its length
 *
 * Of the two products z_i (z_j/δ) and (z_i/δ) z_j, which round apart, A_ij and A_ji take the same: the one with z of the
 * greater index. So A stays symmetric to the bit, and numbers that float32 has stay exact.
 */
export function penaltyLanesShader({ lanes, D, R, keep, fresh }: PenaltyLanesShape) {
  const perLane = Math.ceil(D / lanes);
  const A = laneMatrix({ lanes, rows: D, columns: D, perLane, bound: 'settings.D' });
  const vector = laneVector({ lanes }, D);
  const each = vector.each;
  const columns = (statement: (j: number) => string) => repeat(D, (j) => `{ ${statement(j)} }`);
  const rows = (statement: (h: number) => string) => Array.from({ length: perLane }, (_, h) => statement(h)).join(' ');
  const sum = (term: (h: number) => string) => Array.from({ length: perLane }, (_, h) => term(h)).join(' + ');
  /** A_ij − z_i z_j/δ. */
  const update = (j: number) => {
    const own = Math.floor(j / lanes);
    const later = `lane > ${j % lanes}u`;
    return `let z = ${vector.shown('z', j)}; let n = z * inverse;
      ${rows((h) => {
        const product =
          h === own ? `select(n${h}, z${h}, ${later}) * select(z, n, ${later})` : h > own ? `z${h} * n` : `n${h} * z`;
        return `${A.x(h, j)} -= ${product};`;
      })}`;
  };
  const reading = (j: number) => `let key = ${vector.shown('k', j)}; ${rows((h) => `y${h} += ${A.x(h, j)} * key;`)}`;
  const diagonal = Array.from({ length: D }, (_, j) => {
    const entry = A.x(Math.floor(j / lanes), j);
    return `${entry} += select(0.0, addition, lane == ${j % lanes}u);`;
  }).join(' ');
  const body = `${STEPS}
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(subgroup_invocation_id) lane: u32) {
  let head = ${GROUP};
  if (head >= settings.heads) { return; }
  let first = 0u;
  ${A.declare}
  ${fresh ? `if (settings.begin == 0u) { ${A.fill((row, column) => `select(0.0, settings.inverse, ${row} == ${column})`)} } else {` : '{'} ${A.fill((row, column) => `state[(head * settings.D + ${row}) * settings.D + ${column}]`)} }
  var skips = 0.0;

  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * settings.T + t;
    let isNudged = t + 1u >= settings.firstNudge && (t + 1u - settings.firstNudge) % settings.period == 0u;
    let nudge = select(0.0, settings.epsilon, isNudged);
    var lost = false;
    ${each((g) => `let k${g} = ${vector.load('k', `token * ${D}u`, g)}; var y${g} = 0.0;`)}
    ${R === 1 ? '{ let r = 0u;' : 'for (var r = 0u; r < settings.R; r++) {'}
      let direction = token * settings.R + r;
      ${each((g) => `let u${g} = ${vector.load('u', `direction * ${D}u`, g)}; var z${g} = 0.0;`)}
      ${columns((j) => `let penalty = ${vector.shown('u', j)}; ${rows((h) => `z${h} += ${A.x(h, j)} * penalty;`)}`)}
      let delta = 1.0 + subgroupAdd(${sum((h) => `z${h} * u${h}`)});
      let skipped = (bitcast<u32>(delta) & 0x7f800000u) == 0x7f800000u || abs(delta) < settings.deltaFloor;
      // An A that rounding has eaten: infinity goes into α, and from there into the output of this step.
      lost = lost || delta < settings.leastDelta;
      let inverse = select(1.0 / delta, 0.0, skipped);
      ${each((g) => `z${g} = select(z${g}, 0.0, skipped); let n${g} = z${g} * inverse;`)}
      ${keep ? `let scale = sqrt(abs(inverse)); ${each((g) => vector.store('updates', `direction * ${D}u`, g, `scale * z${g}`))}` : ''}
      let addition = select(0.0, settings.deltaFloor, skipped) + select(0.0, nudge, r + 1u == settings.R);
      if (addition != 0.0) { ${diagonal} }
      ${columns((j) => `${update(j)} ${R === 1 ? reading(j) : ''}`)}
      skips += select(0.0, 1.0, skipped);
    }
    ${R === 1 ? '' : columns(reading)}
    ${each((g) => `y${g} = select(y${g}, settings.infinity, lost);`)}
    let length = lengthOf(subgroupAdd(vec2<f32>(${sum((h) => `y${h} * y${h}`)}, ${sum((h) => `(UNIT * y${h}) * (UNIT * y${h})`)})));
    let place = directionPlace(head, t) * ${D}u;
    ${each((g) => vector.store('work', 'place', g, `y${g} / length`))}
    ${keep ? 'if (lane == 0u) { lengths[token] = length; }' : ''}
  }

  ${A.store('state', (row, column) => `(head * settings.D + ${row}) * settings.D + ${column}`)}
  ${fresh ? '' : 'if (lane == 0u) { state[settings.heads * (settings.D + settings.Dv) * settings.D + head] += skips; }'}
}
`;
  return shader({
    subgroups: true,
    buffers: {
      k: read('f32'),
      u: read('f32'),
      state: written('f32'),
      work: written('f32'),
      updates: keep && written('f32'),
      lengths: keep && written('f32'),
    },
    settings: STEPS_SETTINGS,
    ranged: true,
    body,
  });
}
