import { read, shader, written } from '../../../runtime/shader.ts';
import { OUTER } from '../../wgsl/blocks.wgsl.ts';
import type { BlockText } from '../../wgsl/blocks.wgsl.ts';
import { GROUP } from '../../wgsl/grid.ts';
import { elementOf, loadBlock, repeat, storeBlock } from '../../wgsl/text.ts';
import { STEPS, STEPS_SETTINGS } from './steps.wgsl.ts';

export interface PenaltyStepsShape {
  readonly D: number;
  readonly R: number;
  readonly text: BlockText;
  /** Neighbouring rows of A that one invocation keeps, in fours. */
  readonly fours: number;
  /** Writes also what a gradient goes along: y of each update A ← A − y yᵀ, and the lengths that α was divided by. */
  readonly keep: boolean;
  /** Whether A begins as I/λ0, in a buffer of its own. Otherwise as the state of a call has it, which counts what is skipped, too. */
  readonly fresh: boolean;
}

/** Invocations per workgroup: they have one head's rows of A. */
export function penaltyStepsThreads({ D, fours }: Pick<PenaltyStepsShape, 'D' | 'fours'>): number {
  return Math.ceil(D / (4 * fours));
}

/** Bytes of workgroup memory that the shader declares. */
export function penaltyStepsWorkgroupBytes(shape: PenaltyStepsShape): number {
  return 16 * penaltyStepsThreads(shape) * (3 * shape.fours + 2);
}

/**
 * First of two passes step by step: A alone goes through the sequence, one head per workgroup, and leaves the write
 * direction α of every token in the workspace. Without S beside it, rows of A stay in an invocation's registers, as 4×4
 * blocks of which column c has what four rows have at 4j + c.
 *
 *     z = Au,  δ = 1 + uᵀz,  A ← A − (z/√δ)(z/√δ)ᵀ,  A_t k = y − z (zᵀk)/δ with y = Ak before the update
 *
 * An update waits until the rows are next read for a product. Only z has to be known to all, and each invocation's
 * part of uᵀz, zᵀk and of the length of the last A_t k: one barrier per direction, and so α is scaled and written one
 * token later. The same two numbers are multiplied for A_ij and A_ji, so A stays symmetric to the bit.
 *
 * With one direction per step there is no loop within the loop over the tokens, which takes SwiftShader twice the time.
 */
export function penaltyStepsShader(shape: PenaltyStepsShape) {
  const { D, R, text, fours, keep, fresh } = shape;
  const count = Math.ceil(D / 4);
  const threads = penaltyStepsThreads(shape);
  const own = (statement: (r: number) => string) => repeat(fours, statement);
  const each = (statement: (j: string) => string) =>
    text === 'looped'
      ? `for (var j = 0u; j < blocks; j++) { ${statement('j')} }`
      : repeat(count, (j) => `{ ${statement(`${j}u`)} }`);
  const ownBlock = (name: string, index: string, r: number) => loadBlock(D, name, index, `(four + ${r}u)`);
  // Rows that don't exist are zero, and are not written.
  const exists = (r: number) => (count % fours === 0 ? 'true' : `four + ${r}u < blocks`);
  const writeOwn = (name: string, index: string, r: number, value: string) =>
    `if (${exists(r)}) { ${storeBlock(D, name, index, `(four + ${r}u)`, value)} }`;
  const writeLast = `let length = lengthOf(total.zw);
  ${own((r) => `{ let direction = (1.0 / length) * last${r}; ${writeOwn('work', 'place', r, 'direction')} }`)}
  ${keep ? 'if (id == 0u) { lengths[before] = length; }' : ''}`;
  const vectors = elementOf(D);
  const body = `${STEPS}
${OUTER}
// z of this direction and of the last one; zeros, in place of one that is skipped.
var<workgroup> sharedZ: array<array<vec4<f32>, ${threads * fours}>, 3>;
// Each invocation's part of uᵀz, zᵀk, and ‖A_t k‖² of the last token in two units.
var<workgroup> sums: array<array<vec4<f32>, ${threads}>, 2>;

/** Four rows of A, column by column; zeros after its end. */
fn readRows(head: u32, row: u32, j: u32) -> mat4x4<f32> {
  var rows = mat4x4<f32>();
  for (var i = 0u; i < 16u; i++) {
    let at = vec2<u32>(row + i / 4u, 4u * j + i % 4u);
    if (all(at < vec2<u32>(settings.D))) { rows[i % 4u][i / 4u] = state[(head * settings.D + at.x) * settings.D + at.y]; }
  }
  return rows;
}

fn writeRows(head: u32, row: u32, j: u32, columns: mat4x4<f32>) {
  var rows = columns;
  for (var i = 0u; i < 16u; i++) {
    let at = vec2<u32>(row + i / 4u, 4u * j + i % 4u);
    if (all(at < vec2<u32>(settings.D))) { state[(head * settings.D + at.x) * settings.D + at.y] = rows[i % 4u][i / 4u]; }
  }
}

/** The squared length of a vector as it is, and with numbers that squares of long ones don't leave float32 with. */
fn squares(x: vec4<f32>) -> vec4<f32> { return vec4<f32>(0.0, 0.0, dot(x, x), dot(UNIT * x, UNIT * x)); }

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = ${GROUP};
  if (head >= settings.heads) { return; }
  let blocks = (settings.D + 3u) / 4u;
  let threads = (blocks + ${fours - 1}u) / ${fours}u;
  let four = id * ${fours}u;
  ${own((r) => `var A${r}: array<mat4x4<f32>, ${count}>; var update${r} = vec4<f32>(); var last${r} = vec4<f32>();`)}
  ${fresh ? `if (settings.begin == 0u) { let addition = settings.inverse; ${own((r) => `if (four + ${r}u < blocks) { ${addToDiagonal(`A${r}[four + ${r}u]`)} }`)} } else {` : '{'}
  for (var j = 0u; j < blocks; j++) { ${own((r) => `A${r}[j] = readRows(head, 4u * (four + ${r}u), j);`)} } }
  // The update that waits: A ← A − update · (scale · sharedZ[waiting])ᵀ
  var waiting = 2u;
  var scale = 0.0;
  var side = 0u;
  var skips = 0.0;
  var total = vec4<f32>();

  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * settings.T + t;
    let isNudged = t + 1u >= settings.firstNudge && (t + 1u - settings.firstNudge) % settings.period == 0u;
    let nudge = select(0.0, settings.epsilon, isNudged);
    ${own((r) => `var next${r} = vec4<f32>();`)}
    ${R === 1 ? '{ let r = 0u;' : 'for (var r = 0u; r < settings.R; r++) {'}
      let direction = token * settings.R + r;
      ${own((r) => `var y${r} = vec4<f32>(); var z${r} = vec4<f32>();`)}
      ${each(
        (j) => `let before = scale * sharedZ[waiting][${j}];
      let key = ${loadBlock(D, 'k', 'token', j)};
      let penalty = ${loadBlock(D, 'u', 'direction', j)};
      ${own((r) => `A${r}[${j}] -= outerBlock(update${r}, before); z${r} += A${r}[${j}] * penalty; y${r} += A${r}[${j}] * key;`)}`,
      )}
      var sum = vec4<f32>();
      ${own(
        (r) => `sharedZ[side][four + ${r}u] = z${r};
      sum += squares(last${r});
      if (${exists(r)}) {
        sum += vec4<f32>(dot(z${r}, ${ownBlock('u', 'direction', r)}), dot(z${r}, ${ownBlock('k', 'token', r)}), 0.0, 0.0);
      }`,
      )}
      sums[side][id] = sum;
      workgroupBarrier();
      total = vec4<f32>();
      for (var i = 0u; i < threads; i++) { total += sums[side][i]; }
      if (t > settings.begin && r == 0u) {
        let place = directionPlace(head, t - 1u);
        let before = token - 1u;
        ${writeLast}
      }
      let delta = 1.0 + total.x;
      let skipped = (bitcast<u32>(delta) & 0x7f800000u) == 0x7f800000u || abs(delta) < settings.deltaFloor;
      // An A that rounding has eaten: infinity goes into α, and from there into the output of this step.
      let shrink = select(select(total.y / delta, 0.0, skipped), settings.infinity, delta < settings.leastDelta);
      let extra = select(0.0, settings.deltaFloor, skipped);
      scale = select(1.0 / sqrt(abs(delta)), 0.0, skipped);
      waiting = select(side, 2u, skipped);
      side = 1u - side;
      let signed = select(scale, -scale, delta < 0.0);
      let addition = extra + select(0.0, nudge, r + 1u == settings.R);
      ${own(
        (r) => `z${r} = select(z${r}, vec4<f32>(), skipped);
      ${keep ? `{ let y = scale * z${r}; ${writeOwn('updates', 'direction', r, 'y')} }` : ''}
      update${r} = signed * z${r};
      next${r} = y${r} - shrink * z${r};
      if (addition != 0.0 && four + ${r}u < blocks) {
        next${r} += addition * ${ownBlock('k', 'token', r)};
        ${addToDiagonal(`A${r}[four + ${r}u]`)}
      }`,
      )}
      skips += select(0.0, 1.0, skipped);
    }
    ${own((r) => `last${r} = next${r};`)}
  }

  var sum = vec4<f32>();
  ${own((r) => `sum += squares(last${r});`)}
  sums[side][id] = sum;
  workgroupBarrier();
  total = vec4<f32>();
  for (var i = 0u; i < threads; i++) { total += sums[side][i]; }
  let place = directionPlace(head, settings.end - 1u);
  let before = head * settings.T + settings.end - 1u;
  ${writeLast}
  for (var j = 0u; j < blocks; j++) {
    let before = scale * sharedZ[waiting][j];
    ${own((r) => `writeRows(head, 4u * (four + ${r}u), j, A${r}[j] - outerBlock(update${r}, before));`)}
  }
  ${fresh ? '' : 'if (id == 0u) { state[settings.heads * (settings.D + settings.Dv) * settings.D + head] += skips; }'}
}
`;
  return shader({
    buffers: {
      k: read(vectors),
      u: read(vectors),
      state: written('f32'),
      work: written(vectors),
      updates: keep && written(vectors),
      lengths: keep && written('f32'),
    },
    settings: STEPS_SETTINGS,
    ranged: true,
    body,
  });
}

/** Adds `addition` to the diagonal of a 4×4 block. */
function addToDiagonal(block: string): string {
  return ['x', 'y', 'z', 'w'].map((component, c) => `${block}[${c}].${component} += addition;`).join(' ');
}
