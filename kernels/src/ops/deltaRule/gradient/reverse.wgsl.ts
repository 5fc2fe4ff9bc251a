import { read, shader, written } from '../../../runtime/shader.ts';
import { GROUP } from '../../wgsl/grid.ts';
import { SWEEP_THREADS } from '../../sweeps/blockSweep.wgsl.ts';
import { foursFor, matrixBlocks, OUTER } from '../../wgsl/blocks.wgsl.ts';
import type { BlockText } from '../../wgsl/blocks.wgsl.ts';
import { elementOf, loadBlock, repeat, storeBlock } from '../../wgsl/text.ts';
import type { DeltaRule } from '../shape.ts';
import { packedRows } from './packed.ts';

/**
 * The gradient R with respect to S backwards, rows of R, and in the same invocation the same rows of S, of which an earlier
 * pass left those before each block of steps in `states`:
 *
 *     R ← R + do qᵀ      f = R α      R ← R − f pᵀ      dγ = ⟨R, S⟩, S being that before the step      R ← γ R
 *
 * A block is gone through forwards first, which leaves the S before each of its steps after all blocks' in `states`. So a
 * sequence needs about 2√T states in place of T, and nothing is divided by a decay, which may be 0. Each invocation leaves its
 * rows' part of dγ.
 */
export function reverseShader(args: {
  readonly D: number;
  readonly Dv: number;
  readonly text: BlockText;
  readonly reads: DeltaRule['reads'];
}) {
  const { D, Dv, text, reads } = args;
  const fours = foursFor(Dv, text);
  const R = matrixBlocks({ columns: D, text, fours });
  const { query, direction, readKey, outputGradient, error, errorGradient } = packedRows({ reads });
  const own = (h: number): string => `(four + ${h}u)`;
  const perRow = (statement: (h: number) => string): string => repeat(fours, statement);
  const state = (first: string, h: number, j: string): string => {
    const line = (c: number) => loadBlock(D, 'states', `(${first} + min(${4 * h + c}u, most))`, j);
    return `transpose(mat4x4<f32>(${[0, 1, 2, 3].map(line).join(', ')}))`;
  };
  const wide = (row: (token: string) => string, j: string): string => loadBlock(D, 'wide', row('token'), j);
  const body = `${OUTER}
/** Columns are four rows' numbers in four places: the sum over the places, row by row. */
fn productOfRows(x: mat4x4<f32>, y: mat4x4<f32>) -> vec4<f32> {
  return x[0] * y[0] + x[1] * y[1] + x[2] * y[2] + x[3] * y[3];
}

@compute @workgroup_size(${SWEEP_THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (${GROUP}) * ${SWEEP_THREADS}u + id;
  if (index >= settings.invocations) { return; }
  let T = settings.T;
  let blocks = settings.blocks;
  let perHead = settings.perHead;
  let steps = settings.steps;
  let chunks = settings.chunks;
  let head = index / perHead;
  let part = index % perHead;
  let four = part * ${fours}u;
  let row = head * ${Dv}u + 4u * four;
  let last = head * ${Dv}u + ${Dv - 1}u;
  let most = last - row;
  // Rows of S before step i of a block: before the first one as they were left, before the others after all of those.
  let kept = settings.invocations / perHead * chunks * ${Dv}u + head * steps * ${Dv}u + 4u * four;
  ${R.declare}
  if (settings.begin > 0u) { ${R.load('initialMemoryGradient')} } else { ${R.load('finalMemoryGradient')} }
  for (var step = settings.begin; step < settings.end; step++) {
    let chunk = chunks - 1u - step;
    let first = head * T + chunk * steps;
    let count = min(steps, T - chunk * steps);
    let start = (head * chunks + chunk) * ${Dv}u + 4u * four;

    for (var i = 0u; i + 1u < count; i++) {
      let token = first + i;
      let decay = gamma[token];
      let before = select(kept + i * ${Dv}u, start, i == 0u);
      let after = kept + (i + 1u) * ${Dv}u;
      ${perRow((h) => `let error${h} = ${loadBlock(Dv, 'tall', error('token'), own(h))};`)}
      for (var j = 0u; j < blocks; j++) {
        let along = ${wide(direction, 'j')};
        ${perRow(
          (h) => `{
          let next = transpose(decay * ${state('before', h, 'j')} + outerBlock(error${h}, along));
          for (var c = 0u; c < 4u && ${4 * h}u + c <= most; c++) {
            let line = next[c];
            ${storeBlock(D, 'states', `(after + ${4 * h}u + c)`, 'j', 'line')}
          }
        }`,
        )}
      }
    }

    for (var i = count; i > 0u; i--) {
      let token = first + i - 1u;
      let decay = gamma[token];
      let before = select(kept + (i - 1u) * ${Dv}u, start, i == 1u);
      ${perRow(
        (h) =>
          `let weight${h} = ${loadBlock(Dv, 'tall', outputGradient('token'), own(h))}; var f${h} = vec4<f32>(); var product${h} = vec4<f32>();`,
      )}
      ${R.each(
        (X, _, h) => `${X} += outerBlock(weight${h}, query); f${h} += ${X} * along;`,
        (j) => `let query = ${wide(query, j)}; let along = ${wide(direction, j)};`,
      )}
      ${R.each(
        (X, j, h) => `${reads ? `${X} -= outerBlock(f${h}, key);` : ''}
      product${h} += productOfRows(${X}, ${state('before', h, j)}); ${X} *= decay;`,
        (j) => (reads ? `let key = ${wide(readKey, j)};` : ''),
      )}
      ${perRow(
        (h) => `${storeBlock(Dv, 'tall', errorGradient('token'), own(h), `f${h}`)}
      ${storeBlock(Dv, 'vGradient', 'token', own(h), `f${h}`)}`,
      )}
      // A row past the last one is that one again.
      decayParts[token * perHead + part] = ${Array.from(
        { length: fours },
        (_, h) =>
          `dot(product${h}, select(vec4<f32>(), vec4<f32>(1.0), vec4<u32>(0, 1, 2, 3) + ${4 * h}u <= vec4<u32>(most)))`,
      ).join(' + ')};
    }
  }
  ${R.store('initialMemoryGradient')}
}
`;
  const [keys, values] = [elementOf(D), elementOf(Dv)];
  return shader({
    buffers: {
      wide: read(keys),
      gamma: read('f32'),
      tall: written(values),
      vGradient: written(values),
      states: written(keys),
      decayParts: written('f32'),
      initialMemoryGradient: written(keys),
      finalMemoryGradient: read(keys),
    },
    settings: {
      T: 'u32',
      invocations: 'u32',
      blocks: 'u32',
      /** Invocations of a head. */
      perHead: 'u32',
      /** Steps of a block of them, and how many such blocks there are. */
      steps: 'u32',
      chunks: 'u32',
    },
    ranged: true,
    body,
  });
}
