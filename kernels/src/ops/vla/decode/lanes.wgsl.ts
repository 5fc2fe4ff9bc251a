import { read, shader, written } from '../../../runtime/shader.ts';
import { GROUP } from '../../wgsl/grid.ts';
import { repeat } from '../../wgsl/text.ts';
import { lanesOffsets, WAITING } from './lanesLayout.ts';
import type { DecodeLanes } from './lanesLayout.ts';

/**
 * Some tokens of VLA, a head in a subgroup, whose lanes have the rows of A and S in turn. Reading and writing the state is
 * what a token costs, so it is read once for up to `together` tokens, and written once for four: the updates of up to four tokens
 * wait beside A and S, and products with the matrices of a token are those with the old ones and what the updates add,
 *
 *     A u = A₀ u + c u − Σ z (zᵀu)/δ       S q = S₀ q + Σ e (αᵀq)
 *
 * with c for what was added to the diagonal. A lane reads what it has written itself, and sums are those of a subgroup, so that
 * nothing waits at a barrier. Matrices lie column after column: what the lanes read at once is side by side.
 *
 * Whether a token is alone or one of several, it is computed alike, to the bit. The text has few loads and stores, and goes through
 * vectors in loops: compilers take their time over each.
 */
export function vlaDecodeLanesShader(shape: DecodeLanes, together: number) {
  const { lanes, across, keys, values, write, error } = shape;
  const at = lanesOffsets(shape);
  const body = `@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(subgroup_invocation_id) lane: u32) {
  let index = ${GROUP};
  if (index >= settings.heads) { return; }
  let head = index * ${at.head}u;
  let U = index * settings.D;
  let K = U + settings.heads * settings.D;
  let Q = K + settings.heads * settings.D;
  let V = 3u * settings.heads * settings.D + index * settings.Dv;
  let nudge = settings.heads * (3u * settings.D + settings.Dv);
  var waiting = u32(state[head + ${at.waiting}u]);
  var added = state[head + ${at.added}u];

  for (var done = 0u; done < settings.tokens;) {
    if (waiting == ${WAITING}u) {
      ${settleText(shape)}
      if (added != 0.0) {
        for (var i = lane; i < settings.D; i += ${lanes}u) { state[head + i * ${keys + 1}u] += added; }
      }
      waiting = 0u;
      added = 0.0;
    }
    let count = min(${together}u, min(settings.tokens - done, ${WAITING}u - waiting));
    ${productsText(shape, together)}

    for (var t = 0u; t < count; t++) {
      let place = (done + t) * settings.tokenWords;
      let ofA = head + ${at.products}u + t * ${2 * (keys + values)}u;
      let ofS = ofA + ${2 * keys}u;
      ${repeat(WAITING, (s) => `var along${s} = vec4<f32>();`)}
      for (var i = lane; i < settings.D; i += ${lanes}u) {
        let u = token[place + U + i];
        let k = token[place + K + i];
        let q = token[place + Q + i];
        ${repeat(
          WAITING,
          (
            s,
          ) => `{ let z = state[head + ${at.z + s * keys}u + i]; let alpha = state[head + ${at.alpha + s * keys}u + i];
          along${s} += vec4<f32>(z * u, z * k, alpha * k, alpha * q); }`,
        )}
      }
      ${repeat(
        WAITING,
        (s) => `let gain${s} = state[head + ${at.gain + s}u];
      along${s} = select(vec4<f32>(), vec4<f32>(gain${s}, gain${s}, 1.0, 1.0) * subgroupAdd(along${s}), ${s}u < waiting);`,
      )}

      var products = vec2<f32>();
      for (var i = lane; i < settings.D; i += ${lanes}u) {
        let u = token[place + U + i];
        let k = token[place + K + i];
        var z = state[ofA + i] + added * u;
        var y = state[ofA + ${keys}u + i] + added * k;
        ${repeat(
          WAITING,
          (s) => `{ let old = state[head + ${at.z + s * keys}u + i]; z += old * along${s}.x; y += old * along${s}.y; }`,
        )}
        products += vec2<f32>(z * u, z * k);
        state[ofA + i] = z;
        state[ofA + ${keys}u + i] = y;
      }
      products = subgroupAdd(products);
      let delta = 1.0 + products.x;
      let skipped = (bitcast<u32>(delta) & 0x7f800000u) == 0x7f800000u || abs(delta) < settings.deltaFloor;
      // An A that rounding has eaten: infinity goes into α, and from there into the output.
      let lost = delta < settings.leastDelta;
      let shrink = select(select(products.y / delta, 0.0, skipped), settings.infinity, lost);
      let addition = select(0.0, settings.deltaFloor, skipped) + token[place + nudge];

      let newAlpha = head + ${at.alpha}u + waiting * ${keys}u;
      var sums = vec2<f32>();
      for (var i = lane; i < settings.D; i += ${lanes}u) {
        let z = state[ofA + i];
        let y = state[ofA + ${keys}u + i];
        let alpha = select(y - shrink * z, y, skipped) + addition * token[place + K + i];
        sums += vec2<f32>(alpha * alpha, alpha * token[place + Q + i]);
        state[head + ${at.z}u + waiting * ${keys}u + i] = select(z, 0.0, skipped);
        state[newAlpha + i] = alpha;
      }
      sums = subgroupAdd(sums);
      ${write === 'normalized' ? normalization(lanes) : 'let scale = 1.0;'}

      for (var i = lane; i < settings.Dv; i += ${lanes}u) {
        var p = state[ofS + i];
        var o = state[ofS + ${values}u + i];
        ${repeat(
          WAITING,
          (s) =>
            `{ let old = state[head + ${at.error + s * values}u + i]; p += old * along${s}.z; o += old * along${s}.w; }`,
        )}
        let e = scale * ${error === 'residual' ? '(token[place + V + i] - p)' : 'token[place + V + i]'};
        state[head + ${at.error}u + waiting * ${values}u + i] = e;
        output[(done + t) * settings.outputWords + index * settings.Dv + i] = o + e * sums.y;
      }
      if (lane == 0u) { state[head + ${at.gain}u + waiting] = select(-1.0 / delta, 0.0, skipped); }
      added += addition;
      waiting++;
    }
    done += count;
  }
  if (lane == 0u) {
    state[head + ${at.waiting}u] = f32(waiting);
    state[head + ${at.added}u] = added;
  }
}
`;
  return shader({
    subgroups: true,
    buffers: { token: read('f32'), state: written('f32'), output: written('f32') },
    settings: {
      /** As run-time bounds, which keep compilers from unrolling. */
      D: 'u32',
      Dv: 'u32',
      heads: 'u32',
      /** Tokens of this dispatch, and words from one to the next, and from one output to the next. */
      tokens: 'u32',
      tokenWords: 'u32',
      outputWords: 'u32',
      deltaFloor: 'f32',
      /** The δ below which A is lost. */
      leastDelta: 'f32',
      infinity: 'f32',
    },
    ranged: false,
    body,
  });

  /** Adds what waits to A, then S: in lane l rows l, lanes + l, and so on; some columns at a time, of whose numbers each lane loads one. */
  function settleText({ lanes }: DecodeLanes): string {
    const each = (statement: (s: number) => string) => repeat(WAITING, statement);
    return `for (var matrix = 0u; matrix < 2u; matrix++) {
        let isA = matrix == 0u;
        let size = select(${values}u, ${keys}u, isA);
        let left = head + select(${at.error}u, ${at.z}u, isA);
        let right = head + select(${at.alpha}u, ${at.z}u, isA) + lane;
        for (var row = lane; row < size; row += ${lanes}u) {
          ${each((s) => `let left${s} = state[left + ${s}u * size + row]; let factor${s} = select(1.0, state[head + ${at.gain + s}u], isA);`)}
          var place = head + select(${at.S}u, 0u, isA) + row;
          for (var column = 0u; column < settings.D; column += ${across}u) {
            ${each((s) => `let right${s} = state[right + ${s * keys}u + column];`)}
            ${repeat(
              across,
              (j) => `{ var n = state[place];
              ${each((s) => `n += factor${s} * (left${s} * subgroupBroadcast(right${s}, ${j}u));`)}
              state[place] = n; place += size; }`,
            )}
          }
        }
      }`;
  }

  /** Products with A, then S, as they are without what waits, of all tokens at once; a lane keeps them for its rows. */
  function productsText({ lanes, rows }: DecodeLanes, together: number): string {
    const eachRow = (statement: (h: number) => string) => repeat(rows, statement);
    const eachToken = (statement: (t: number) => string) => repeat(together, statement);
    const block = 2 * (keys + values);
    return `${eachToken((t) => `let place${t} = (done + min(${t}u, count - 1u)) * settings.tokenWords;`)}
    for (var matrix = 0u; matrix < 2u; matrix++) {
      let isA = matrix == 0u;
      let size = select(${values}u, ${keys}u, isA);
      let X = select(K, U, isA);
      let Y = select(Q, K, isA);
      for (var row = lane; row < size; row += ${rows * lanes}u) {
        ${eachToken((t) => eachRow((h) => `var a${t}_${h} = 0.0; var b${t}_${h} = 0.0;`))}
        var place = head + select(${at.S}u, 0u, isA) + row;
        for (var column = 0u; column < settings.D; column++) {
          ${eachRow((h) => `let n${h} = state[place + ${h * lanes}u];`)}
          ${eachToken(
            (t) => `{ let x = token[place${t} + X + column]; let y = token[place${t} + Y + column];
            ${eachRow((h) => `a${t}_${h} += n${h} * x; b${t}_${h} += n${h} * y;`)} }`,
          )}
          place += size;
        }
        let kept = head + select(${at.products + 2 * keys}u, ${at.products}u, isA) + row;
        ${eachToken((t) => eachRow((h) => `state[kept + ${t * block + h * lanes}u] = a${t}_${h}; state[kept + size + ${t * block + h * lanes}u] = b${t}_${h};`))}
      }
    }`;
  }
}

/** scale = 1 / max(‖α‖, 1e-12), computed again in another unit where the sum of squares leaves float32. */
const normalization = (lanes: number): string => `var length = sqrt(sums.x);
      if (sums.x > 1e36 || sums.x < 1e-30) {
        let unit = select(1e18, 1e-18, sums.x > 1.0);
        var square = 0.0;
        for (var i = lane; i < settings.D; i += ${lanes}u) {
          let alpha = unit * state[newAlpha + i];
          square += alpha * alpha;
        }
        length = sqrt(subgroupAdd(square)) / unit;
      }
      let scale = 1.0 / max(length, 1e-12);`;
