import { OUTER, matrixBlocks } from '../sweeps/blocks.wgsl.ts';
import type { BlockText } from '../sweeps/blocks.wgsl.ts';
import { LARGEST_GRID } from '../sweeps/sweep.wgsl.ts';
import { elementOf, loadBlock, storeBlock } from '../wgsl.ts';

export interface GradientPenaltyShape {
  readonly D: number;
  readonly R: number;
  readonly normalized: boolean;
  readonly text: BlockText;
}

/** Invocations per workgroup: each keeps four rows of A. */
export function penaltyThreads(D: number): number {
  return Math.ceil(D / 4);
}

/** Bytes of workgroup memory: the two vectors that go from row to row. */
export function penaltyBytes(D: number): number {
  return 2 * 16 * Math.ceil(D / 4);
}

/**
 * A forwards, one head per workgroup. Writes what lets every later pass follow A without a barrier: y = z/√δ of each
 * update A ← A − y yᵀ; and the write directions with the lengths they were divided by.
 *
 * Uniforms: begin, end, T, heads; ⌈D/4⌉, bits of 1/λ0, unused, unused.
 */
export function gradientPenaltyShader({ D, R, normalized, text }: GradientPenaltyShape): string {
  const A = matrixBlocks({ columns: D, text });
  return `
@group(0) @binding(0) var<storage, read> k: array<${elementOf(D)}>;
@group(0) @binding(1) var<storage, read> u: array<${elementOf(D)}>;
@group(0) @binding(2) var<storage, read_write> inverse: array<${elementOf(D)}>;
@group(0) @binding(3) var<storage, read_write> updates: array<${elementOf(D)}>;
@group(0) @binding(4) var<storage, read_write> directions: array<${elementOf(D)}>;
@group(0) @binding(5) var<storage, read_write> lengths: array<f32>;
@group(0) @binding(6) var<uniform> settings: array<vec4<u32>, 2>;
${OUTER}
// Two: one is written while the other may still be read.
var<workgroup> shown: array<array<vec4<f32>, ${penaltyThreads(D)}>, 2>;

@compute @workgroup_size(${penaltyThreads(D)})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) four: u32) {
  let head = group.x + group.z * ${LARGEST_GRID}u;
  if (head >= settings[0].w) { return; }
  let T = settings[0].z;
  let blocks = settings[1].x;
  let row = head * ${D}u + 4u * four;
  let last = head * ${D}u + ${D - 1}u;
  ${A.declare}
  if (settings[0].x > 0u) { ${A.load('inverse')} } else { ${A.diagonal('bitcast<f32>(settings[1].y)')} }
  var side = 0u;
  for (var t = settings[0].x; t < settings[0].y; t++) {
    let token = head * T + t;
    for (var r = 0u; r < ${R}u; r++) {
      let place = token * ${R}u + r;
      var z = vec4<f32>();
      ${A.each((X, j) => `z += ${X} * ${loadBlock(D, 'u', 'place', j)};`)}
      side = 1u - side;
      shown[side][four] = z;
      workgroupBarrier();
      var delta = 1.0;
      for (var j = 0u; j < blocks; j++) { delta += dot(shown[side][j], ${loadBlock(D, 'u', 'place', 'j')}); }
      // z_i z_j rounds as z_j z_i does, so that A stays exactly symmetric.
      ${A.each((X, j) => `${X} -= outerBlock(z, shown[side][${j}]) * (1.0 / delta);`)}
      let y = z / sqrt(delta);
      ${storeBlock(D, 'updates', 'place', 'four', 'y')}
    }
    var a = vec4<f32>();
    ${A.each((X, j) => `a += ${X} * ${loadBlock(D, 'k', 'token', j)};`)}
    ${
      normalized
        ? `side = 1u - side;
    shown[side][four] = ${D % 4 === 0 ? 'a' : `select(vec4<f32>(), a, vec4(4u * four) + vec4(0u, 1u, 2u, 3u) < vec4(${D}u))`};
    workgroupBarrier();
    var square = 0.0;
    for (var j = 0u; j < blocks; j++) { square += dot(shown[side][j], shown[side][j]); }
    let length = max(sqrt(square), 1e-12);
    if (four == 0u) { lengths[token] = length; }
    a = a / length;`
        : 'if (four == 0u) { lengths[token] = 1.0; }'
    }
    ${storeBlock(D, 'directions', 'token', 'four', 'a')}
  }
  ${A.store('inverse')}
}
`;
}
