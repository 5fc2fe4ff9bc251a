import { read, shader, written } from '../../runtime/shader.ts';
import { GROUP } from '../wgsl/grid.ts';
import { elementOf, loadBlock, storeBlock } from '../wgsl/text.ts';

/** Invocations per workgroup. They share nothing, so a small group keeps small problems spread out. */
export const ROWS_PER_GROUP = 32;

interface LinearShape {
  readonly D: number;
  readonly Dv: number;
}

/**
 * Linear attention step by step: S ← S + v kᵀ, z ← z + k. The normalizer z is treated as one more row of S,
 * whose value is always 1, so each head has Dv + 1 rows, each kept by one invocation; what row Dv reads is the
 * denominator. The quotient is taken by {@link linearQuotientShader}. ⌈D/4⌉ is a run-time bound, so that compilers do not
 * unroll.
 */
export function linearSumsShader({ D, Dv }: LinearShape) {
  const body = `
@compute @workgroup_size(${ROWS_PER_GROUP})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (${GROUP}) * ${ROWS_PER_GROUP}u + id;
  if (index >= settings.rows) { return; }
  let head = index / ${Dv + 1}u;
  let i = index % ${Dv + 1}u;
  let row = head * ${Dv}u + i;
  let sums = i == ${Dv}u;
  let T = settings.T;
  let blocks = settings.blocks;
  var S: array<vec4<f32>, ${Math.ceil(D / 4)}>;
  for (var j = 0u; j < blocks; j++) {
    if (sums) { S[j] = ${loadBlock(D, 'normalizer', 'head', 'j')}; } else { S[j] = ${loadBlock(D, 'memory', 'row', 'j')}; }
  }
  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * T + t;
    var value = 1.0;
    if (!sums) { value = v[token * ${Dv}u + i]; }
    var o = 0.0;
    for (var j = 0u; j < blocks; j++) {
      let s = S[j] + value * ${loadBlock(D, 'k', 'token', 'j')};
      S[j] = s;
      o += dot(s, ${loadBlock(D, 'q', 'token', 'j')});
    }
    if (sums) { denominator[token] = o; } else { output[token * ${Dv}u + i] = o; }
  }
  for (var j = 0u; j < blocks; j++) {
    if (sums) { ${storeBlock(D, 'normalizer', 'head', 'j', 'S[j]')} } else { ${storeBlock(D, 'memory', 'row', 'j', 'S[j]')} }
  }
}
`;
  const vectors = elementOf(D);
  return shader({
    buffers: {
      q: read(vectors),
      k: read(vectors),
      v: read('f32'),
      memory: written(vectors),
      normalizer: written(vectors),
      output: written('f32'),
      denominator: written('f32'),
    },
    settings: { T: 'u32', rows: 'u32', blocks: 'u32' },
    ranged: true,
    body,
  });
}

/** o ← o / (zᵀq + ε) */
export function linearQuotientShader({ Dv }: Pick<LinearShape, 'Dv'>) {
  const body = `
@compute @workgroup_size(${ROWS_PER_GROUP})
fn main(@builtin(global_invocation_id) invocation: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let stride = groups.x * ${ROWS_PER_GROUP}u;
  for (var index = invocation.x; index < settings.outputs; index += stride) {
    output[index] /= denominator[index / ${Dv}u] + settings.epsilon;
  }
}
`;
  return shader({
    buffers: { output: written('f32'), denominator: read('f32') },
    settings: { outputs: 'u32', epsilon: 'f32' },
    ranged: false,
    body,
  });
}
