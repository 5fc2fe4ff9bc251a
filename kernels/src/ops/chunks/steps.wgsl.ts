import { read, shader, written } from '../../runtime/shader.ts';
import { elementOf, loadBlock, storeBlock } from '../wgsl/text.ts';
import { fourRows, OUTER } from '../wgsl/blocks.wgsl.ts';
import type { RowText } from '../wgsl/blocks.wgsl.ts';
import { GROUP } from '../wgsl/grid.ts';
import { BOUND_SETTINGS, CUTTING, cutText, foursOf } from './cuts.wgsl.ts';
import { CHUNK_SETTINGS } from './settings.ts';
import { CHUNKS } from './wgsl/chunks.wgsl.ts';

/** Invocations per workgroup. They share nothing, so a small group keeps small problems spread out. */
export const STEP_THREADS = 8;

/**
 * Last pass over chunks, in place of pairs and memory: S goes from step to step along the write directions that are
 * given for each chunk, four of its rows per invocation.
 *
 *     α = Ã / ‖Ã‖,   e = v − S k,   S ← S + e αᵀ,   o = S q
 */
export function stepsShader(args: StepsShape) {
  const { buffers, body } = stepsText(args, false);
  return shader({ buffers, settings: CHUNK_SETTINGS, ranged: true, body });
}

/** The same with errors that are cut, for which a workgroup has all rows of a head, and one barrier a step. */
export function cuttingStepsShader(args: StepsShape) {
  const { buffers, body } = stepsText(args, true);
  return shader({ buffers, settings: BOUND_SETTINGS, ranged: true, body });
}

interface StepsShape {
  readonly D: number;
  readonly Dv: number;
  readonly text: RowText;
  readonly keepIntermediates: boolean;
}

function stepsText({ D, Dv, text, keepIntermediates }: StepsShape, cuts: boolean) {
  const rows = fourRows({ D, Dv, text });
  const count = Math.ceil(D / 4);
  const isStaged = text === 'staged';
  const recall = (j: string, key: string) => `read += S[${j}] * ${key};`;
  const query = (j: string) => loadBlock(D, 'q', 'token', j);
  /** α of the step goes into its array; `also` is done with the key. */
  const direct = (j: string, also: string) => `{
        let key = ${loadBlock(D, 'k', 'token', j)};
        alpha[${j}] = work[direction + ${j}] + nudge * key;
        squares += alpha[${j}] * alpha[${j}];
        ${also}
      }`;
  const [keys, values] = [elementOf(D), elementOf(Dv)];
  const body = `${CHUNKS}
${OUTER}${cuts ? cutText(Dv) : ''}
@compute @workgroup_size(${cuts ? foursOf(Dv) : STEP_THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  ${cuts ? WHOLE_HEAD : SOME_ROWS}
  if (head >= settings.heads) { return; }
  let blocks = (settings.D + 3u) / 4u;
  let size = sizes();
  let row = settings.rowsBefore + head * settings.Dv + 4u * four;
  let last = settings.rowsBefore + head * settings.Dv + settings.Dv - 1u;
  ${rows.declare}
  ${rows.load('state')}
  var alpha: array<vec4<f32>, ${count}>;
  ${isStaged ? `var keys: array<vec4<f32>, ${count}>; var queries: array<vec4<f32>, ${count}>;` : ''}
  for (var c = settings.begin; c < settings.end; c++) {
    let span = chunkSpan(c);
    var direction = directionsPlace(size, head, c);
    for (var t = span.start; t < span.end; t++) {
      let token = head * settings.T + t;
      // A of the last step has the nudge already.
      let nudge = select(0.0, settings.epsilon, span.nudged && t + 1u == span.end);
      var read = vec4<f32>();
      var squares = vec4<f32>();
      ${
        isStaged
          ? `for (var j = 0u; j < blocks; j++) ${direct('j', `keys[j] = key; queries[j] = ${query('j')};`)}
      ${rows.each((j) => recall(j, `keys[${j}]`))}`
          : rows.each((j) => direct(j, recall(j, 'key')))
      }
      ${cuts ? 'var' : 'let'} e = ${loadBlock(Dv, 'v', 'token', 'four')} - select(vec4<f32>(), read, settings.residual == 1u);${cuts ? CUTTING : ''}
      let length = max(sqrt(dot(squares, vec4<f32>(1.0))), 1e-12);
      let scale = select(1.0, 1.0 / length, settings.normalized == 1u);
      let write = scale * e;
      var o = vec4<f32>();
      ${rows.each((j) => `S[${j}] += outerBlock(write, alpha[${j}]); o += S[${j}] * ${isStaged ? `queries[${j}]` : query(j)};`)}
      ${storeBlock(Dv, 'output', 'token', 'four', 'o')}
      ${
        keepIntermediates
          ? `${storeBlock(Dv, 'errors', 'token', 'four', 'e')}
      if (four == 0u) {
        for (var j = 0u; j < blocks; j++) {
          let scaled = scale * alpha[j];
          ${storeBlock(D, 'writeDirections', 'token', 'j', 'scaled')}
        }
      }`
          : ''
      }
      direction += size.D4;
    }
  }
  ${rows.store('state')}
}
`;
  const buffers = {
    q: read(keys),
    k: read(keys),
    v: read(values),
    state: written(keys),
    output: written(values),
    work: read('vec4<f32>'),
    writeDirections: keepIntermediates && written(keys),
    errors: keepIntermediates && written(values),
  };
  return { buffers, body };
}

/** Which rows an invocation has: four of those of all heads, or, of the head that its workgroup has, those that are its own. */
const SOME_ROWS = `let index = (${GROUP}) * ${STEP_THREADS}u + id;
  let fours = (settings.Dv + 3u) / 4u;
  let head = index / fours;
  let four = index % fours;`;
const WHOLE_HEAD = `let head = ${GROUP};
  let fours = (settings.Dv + 3u) / 4u;
  let four = id;`;
