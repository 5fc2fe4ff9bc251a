import type { PassPlan } from '../../../../runtime/plan.ts';
import { read, shader, written } from '../../../../runtime/shader.ts';
import { OUTER, foursFor, matrixBlocks } from '../../../wgsl/blocks.wgsl.ts';
import type { BlockText } from '../../../wgsl/blocks.wgsl.ts';
import { GROUP, gridOf } from '../../../wgsl/grid.ts';
import { elementOf, loadBlock, repeat, storeBlock } from '../../../wgsl/text.ts';
import type { VlaGradientCall } from '../buffers.ts';

interface UpdatesText {
  readonly D: number;
  readonly R: number;
  readonly normalized: boolean;
  readonly text: BlockText;
}

/** Invocations per workgroup: each keeps four or eight rows of A. */
export function updatesThreads({ D, text }: Pick<UpdatesText, 'D' | 'text'>): number {
  return Math.ceil(D / 4) / foursFor(D, text);
}

/** Bytes of workgroup memory: z of two directions, and the sums of each invocation, twice. */
export function updatesBytes(shape: Pick<UpdatesText, 'D' | 'text'>): number {
  return 2 * (16 * Math.ceil(shape.D / 4) + 16 * updatesThreads(shape));
}

/** {@link updatesShader} over every head. */
export function updatesPass({ sizes, options }: VlaGradientCall, text: BlockText): PassPlan {
  const { B, H, T, D, R } = sizes;
  const heads = B * H;
  return updatesShader({ D, R, normalized: options.write === 'normalized', text }).pass({
    label: 'updates of A',
    range: { begin: 0, end: T, multiple: 1 },
    settings: { T, heads, blocks: Math.ceil(D / 4), inverse: 1 / options.lambda0 },
    workgroups: gridOf(heads),
    flops: heads * T * (4 * R + 2) * D * D,
  });
}

/**
 * A forwards, one head per workgroup. Writes what lets every later pass follow A without a barrier: y = z/√δ of each
 * update A ← A − y yᵀ; and the write directions with the lengths they were divided by.
 *
 *     z = A u    δ = 1 + uᵀz    Ã = A k − z (zᵀk)/δ, with the A before the update
 *
 * An update waits until the rows are next read for a product, and Ã for the next barrier, which its length comes with. The
 * same two numbers are multiplied for A_ij and A_ji, so A stays exactly symmetric.
 */
function updatesShader({ D, R, normalized, text }: UpdatesText) {
  const fours = foursFor(D, text);
  const threads = updatesThreads({ D, text });
  const A = matrixBlocks({ columns: D, text, fours });
  const rows = (statement: (h: number) => string) => repeat(fours, statement);
  const own = (buffer: string, place: string, h: number) => loadBlock(D, buffer, place, `(four + ${h}u)`);
  const store = (buffer: string, place: string, h: number, value: string) =>
    storeBlock(D, buffer, place, `(four + ${h}u)`, value);
  // Rows after the last one repeat it.
  const seen = (h: number) =>
    D % 4 === 0
      ? `last${h}`
      : `select(vec4<f32>(), last${h}, vec4(4u * four + ${4 * h}u) + vec4(0u, 1u, 2u, 3u) < vec4(${D}u))`;
  const square = (h: number) => (normalized ? `dot(${seen(h)}, ${seen(h)})` : '0.0');
  const writeLast = (token: string) => `let length = ${normalized ? 'max(sqrt(total.z), 1e-12)' : '1.0'};
    if (id == 0u) { lengths[${token}] = length; }
    ${rows((h) => `let direction${h} = last${h} / length; ${store('directions', token, h, `direction${h}`)}`)}`;
  const body = `${OUTER}
// Two of each: one is written while the other may still be read. z, and each invocation's part of uᵀz, zᵀk and ‖Ã‖² of
// the last token.
var<workgroup> shown: array<array<vec4<f32>, ${threads * fours}>, 2>;
var<workgroup> sums: array<array<vec4<f32>, ${threads}>, 2>;

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = ${GROUP};
  if (head >= settings.heads) { return; }
  let T = settings.T;
  let blocks = settings.blocks;
  let threads = blocks / ${fours}u;
  let four = id * ${fours}u;
  let row = head * ${D}u + 4u * four;
  let last = head * ${D}u + ${D - 1}u;
  ${A.declare}
  if (settings.begin > 0u) { ${A.load('inverse')} } else { ${A.diagonal('settings.inverse')} }
  var side = 0u;
  var scale = 0.0;
  ${rows((h) => `var z${h} = vec4<f32>(); var y${h} = vec4<f32>(); var a${h} = vec4<f32>(); var last${h} = vec4<f32>();`)}
  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * T + t;
    var shrink = 0.0;
    ${R === 1 ? '{ let r = 0u;' : `for (var r = 0u; r < ${R}u; r++) {`}
      let place = token * ${R}u + r;
      ${rows((h) => `z${h} = vec4<f32>(); a${h} = vec4<f32>();`)}
      ${A.each(
        (X, _, h) => `${X} -= outerBlock(y${h}, waiting); z${h} += ${X} * penalty; a${h} += ${X} * key;`,
        (j) => `let waiting = scale * shown[side][${j}];
        let penalty = ${loadBlock(D, 'u', 'place', j)};
        let key = ${loadBlock(D, 'k', 'token', j)};`,
      )}
      side = 1u - side;
      var part = vec4<f32>();
      ${rows(
        (h) => `shown[side][four + ${h}u] = z${h};
      part += vec4<f32>(dot(z${h}, ${own('u', 'place', h)}), dot(z${h}, ${own('k', 'token', h)}), ${square(h)}, 0.0);`,
      )}
      sums[side][id] = part;
      workgroupBarrier();
      var total = vec4<f32>(1.0, 0.0, 0.0, 0.0);
      for (var i = 0u; i < threads; i++) { total += sums[side][i]; }
      if (r == 0u && t > settings.begin) {
        let before = token - 1u;
        ${writeLast('before')}
      }
      shrink = total.y / total.x;
      scale = 1.0 / sqrt(total.x);
      ${rows((h) => `y${h} = scale * z${h}; ${store('updates', 'place', h, `y${h}`)}`)}
    }
    ${rows((h) => `last${h} = a${h} - shrink * z${h};`)}
  }
  var total = vec4<f32>();
  var part = vec4<f32>();
  ${rows((h) => `part.z += ${square(h)};`)}
  sums[1u - side][id] = part;
  workgroupBarrier();
  for (var i = 0u; i < threads; i++) { total += sums[1u - side][i]; }
  let before = head * T + settings.end - 1u;
  ${writeLast('before')}
  ${A.loop(
    (X, _, h) => `${X} -= outerBlock(y${h}, waiting);`,
    (j) => `let waiting = scale * shown[side][${j}];`,
  )}
  ${A.store('inverse')}
}
`;
  const vectors = elementOf(D);
  return shader({
    buffers: {
      k: read(vectors),
      u: read(vectors),
      inverse: written(vectors),
      updates: written(vectors),
      directions: written(vectors),
      lengths: written('f32'),
    },
    settings: { T: 'u32', heads: 'u32', blocks: 'u32', /** 1/λ0. */ inverse: 'f32' },
    ranged: true,
    body,
  });
}
