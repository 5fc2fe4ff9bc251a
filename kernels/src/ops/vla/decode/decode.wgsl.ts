import { isLlvmpipe } from '../../../runtime/adapter.ts';
import { read, shader, written } from '../../../runtime/shader.ts';
import type { DeviceTraits } from '../../../runtime/types.ts';
import { GROUP } from '../../wgsl/grid.ts';
import { repeat } from '../../wgsl/text.ts';
import type { VlaProblem } from '../problem.ts';

/**
 * One token of VLA for every head, a head per workgroup (README, "Token by token"). Reading and writing the state is what a
 * token costs, so every number of A and S is read once and written once: the rank-one updates of a token are not applied
 * before the next one reads the rows. One loop does both matrices,
 *
 *     A ← A − (1/δ) z zᵀ (those of the token before)     z = A u, y = A k
 *     S ← S + e αᵀ       (likewise)                       p = S k, o = S q
 *
 * and after one barrier every invocation has δ, and α = y − z (zᵀk)/δ before it is scaled. What the token's own updates add
 * to the output is known without them: S q = o + e (αᵀq).
 *
 * An invocation takes R rows at a time, so that a vector is read once for R of them.
 */
export function vlaDecodeShader(shape: DecodeShape) {
  const { width, rows, workgroupSize, write, error } = shape;
  const at = decodeOffsets(shape);
  const wide = width === 4;
  const type = wide ? 'vec4<f32>' : 'f32';
  const dot = (a: string, b: string) => (wide ? `dot(${a}, ${b})` : `${a} * ${b}`);
  /** Elements that hold a number for each row of a block, and the number of row r in them. */
  const elements = rows / width;
  const ofRow = (name: string, r: number) => (wide ? `${name}${Math.floor(r / 4)}[${r % 4}]` : `${name}${r}`);
  const joined = (name: string, i: number) =>
    wide ? `vec4<f32>(${[0, 1, 2, 3].map((c) => `${name}${4 * i + c}`).join(', ')})` : `${name}${i}`;
  const number = (row: string) => (wide ? `${row} / 4u][${row} % 4u` : row);
  const body = `// A u, then S k; and A k, then S q.
var<workgroup> first: array<${type}, ${at.keys + at.values}>;
var<workgroup> second: array<${type}, ${at.keys + at.values}>;

@compute @workgroup_size(${workgroupSize})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let size = settings.size;
  let deltaFloor = settings.deltaFloor;
  let index = ${GROUP};
  if (index >= settings.heads) { return; }
  let head = index * ${at.head}u;
  let U = index * ${at.token}u;
  let K = U + ${at.keys}u;
  let Q = K + ${at.keys}u;
  let V = Q + ${at.keys}u;
  let gain = state[head + ${at.gain}u]${wide ? '.x' : ''};

  for (var matrix = 0u; matrix < 2u; matrix++) {
    let S = matrix == 1u;
    let start = head + select(0u, ${at.memory}u, S);
    let along = head + select(${at.z}u, ${at.alpha}u, S);
    let across = head + select(${at.z}u, ${at.error}u, S);
    let shown = select(0u, ${at.keys}u, S);
    let factor = select(gain, 1.0, S);
    let x = select(U, K, S);
    let y = select(K, Q, S);
    for (var block = id; block < select(settings.blocksA, settings.blocksS, S); block += ${workgroupSize}u) {
      ${repeat(elements, (i) => `let c${i} = state[across + block * ${elements}u + ${i}u];`)}
      ${repeat(rows, (r) => `var a${r} = 0.0; var b${r} = 0.0;`)}
      let own = start + block * ${rows}u * size;
      for (var j = 0u; j < size; j++) {
        let w = state[along + j];
        let xj = token[x + j];
        let yj = token[y + j];
        ${repeat(
          rows,
          (r) => `let n${r} = state[own + ${r}u * size + j] + factor * (${ofRow('c', r)} * w);
        state[own + ${r}u * size + j] = n${r};
        a${r} += ${dot(`n${r}`, 'xj')}; b${r} += ${dot(`n${r}`, 'yj')};`,
        )}
      }
      ${repeat(
        elements,
        (i) => `first[shown + block * ${elements}u + ${i}u] = ${joined('a', i)};
      second[shown + block * ${elements}u + ${i}u] = ${joined('b', i)};`,
      )}
    }
  }
  // From here on what waits is written again, which all have read.
  storageBarrier();
  workgroupBarrier();

  var delta = 1.0;
  var overlap = 0.0;
  for (var j = 0u; j < size; j++) {
    let z = first[j];
    delta += ${dot('z', 'token[U + j]')};
    overlap += ${dot('z', 'token[K + j]')};
  }
  let skipped = (bitcast<u32>(delta) & 0x7f800000u) == 0x7f800000u || abs(delta) < deltaFloor;
  // An A that rounding has eaten: infinity goes into α, and from there into the output.
  let lost = delta < settings.leastDelta;
  let shrink = select(select(overlap / delta, 0.0, skipped), settings.infinity, lost);
  let addition = select(0.0, deltaFloor, skipped) + token[V + ${at.values}u]${wide ? '.x' : ''};
  var square = 0.0;
  var alignment = 0.0;
  for (var j = 0u; j < size; j++) {
    let alpha = select(second[j] - shrink * first[j], second[j], skipped) + addition * token[K + j];
    square += ${dot('alpha', 'alpha')};
    alignment += ${dot('alpha', 'token[Q + j]')};
  }
  ${write === 'normalized' ? normalization(dot('alpha', 'alpha')) : 'let scale = 1.0;'}

  for (var j = id; j < size; j += ${workgroupSize}u) {
    let z = select(first[j], ${type}(), skipped);
    state[head + ${at.alpha}u + j] = second[j] - shrink * z + addition * token[K + j];
    state[head + ${at.z}u + j] = z;
  }
  for (var block = id; block < settings.blocksS; block += ${workgroupSize}u) {
    for (var i = 0u; i < ${elements}u; i++) {
      let j = block * ${elements}u + i;
      let e = scale * ${error === 'residual' ? `(token[V + j] - first[${at.keys}u + j])` : 'token[V + j]'};
      let o = second[${at.keys}u + j] + e * alignment;
      state[head + ${at.error}u + j] = e;
      ${
        wide
          ? `for (var c = 0u; c < 4u; c++) {
        if (4u * j + c < settings.Dv) { output[index * settings.Dv + 4u * j + c] = o[c]; }
      }`
          : 'if (j < settings.Dv) { output[index * settings.Dv + j] = o; }'
      }
    }
  }
  if (id == 0u) { state[head + ${at.gain}u] = ${type}(select(-1.0 / delta, 0.0, skipped)); }
  if (addition != 0.0) {
    for (var row = id; row < ${width}u * size; row += ${workgroupSize}u) {
      state[head + row * size + ${number('row')}] += addition;
    }
  }
}
`;
  return shader({
    buffers: { token: read(type), state: written(type), output: written('f32') },
    settings: {
      /** Elements of a row, and blocks of rows of A and of S: as run-time bounds, which keep compilers from unrolling. */
      size: 'u32',
      blocksA: 'u32',
      blocksS: 'u32',
      deltaFloor: 'f32',
      Dv: 'u32',
      /** The δ below which A is lost. */
      leastDelta: 'f32',
      infinity: 'f32',
      heads: 'u32',
    },
    ranged: false,
    body,
  });
}

/** scale = 1 / max(‖α‖, 1e-12), computed again in another unit where the sum of squares leaves float32. */
const normalization = (square: string): string => `var length = sqrt(square);
  if (square > 1e36 || square < 1e-30) {
    let unit = select(1e18, 1e-18, square > 1.0);
    square = 0.0;
    for (var j = 0u; j < size; j++) {
      let alpha = unit * (select(second[j] - shrink * first[j], second[j], skipped) + addition * token[K + j]);
      square += ${square};
    }
    length = sqrt(square) / unit;
  }
  let scale = 1.0 / max(length, 1e-12);`;

/** Sizes and choices that the shader for one token depends on. */
export interface DecodeShape {
  /** D and Dv, rounded up to whole blocks of rows. */
  readonly keys: number;
  readonly values: number;
  /** Numbers in an element of the buffers. */
  readonly width: 1 | 4;
  /** Rows that an invocation takes at a time; a multiple of the width. */
  readonly rows: 4 | 8;
  readonly workgroupSize: number;
  readonly write: 'normalized' | 'plain';
  readonly error: 'residual' | 'additive';
}

/**
 * The shape for a device. llvmpipe compiles loads and stores of vec4s for tens of seconds, so it gets single numbers, and
 * as many invocations as it has lanes. On SwiftShader every load costs the same, so vectors are shared by more rows.
 */
export function decodeShape(
  { sizes, options: { write, error } }: Pick<VlaProblem, 'sizes' | 'options'>,
  { limits, adapter }: DeviceTraits,
): DecodeShape {
  const width = isLlvmpipe(adapter) ? 1 : 4;
  const rows = width === 4 && adapter.software ? 8 : 4;
  const whole = (size: number) => rows * Math.ceil(size / rows);
  const [keys, values] = [whole(sizes.D), whole(sizes.Dv)];
  const most = adapter.software ? 8 : Math.min(64, limits.maxComputeInvocationsPerWorkgroup);
  return { keys, values, width, rows, workgroupSize: Math.min(most, Math.max(keys, values) / rows), write, error };
}

/**
 * Where things are, in elements. A head's state: A, S, z, α, e of the token before, and −1/δ of its update, or 0. A head's
 * token: u, k, q, v, and what to add to A's diagonal.
 */
export function decodeOffsets({ keys, values, width }: Pick<DecodeShape, 'keys' | 'values' | 'width'>) {
  const [k, v] = [keys / width, values / width];
  const memory = keys * k;
  const z = memory + values * k;
  const gain = z + 2 * k + v;
  return { keys: k, values: v, memory, z, alpha: z + k, error: z + 2 * k, gain, head: gain + 1, token: 3 * k + v + 1 };
}

/** Bytes of workgroup memory that the shader declares. */
export function decodeWorkgroupBytes({ keys, values }: DecodeShape): number {
  return 8 * (keys + values);
}
