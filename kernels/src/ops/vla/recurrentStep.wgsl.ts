import { repeat } from '../wgsl.ts';
import { loadVector } from './loadVector.wgsl.ts';
import type { VlaRecurrentShape } from './recurrent.wgsl.ts';

/** One penalty direction: a pass over the rows, a barrier, then δ and the decision about the update. */
export function directionText(shape: VlaRecurrentShape, direction: number): string {
  const { D, R, rowsA, nudge } = shape;
  const D4 = Math.ceil(D / 4);
  const last = direction === R - 1;
  const delta = `delta${direction}`;
  const z = (r: number) => `z${direction}_${r}`;
  return `
    for (var j = 0u; j < blocks; j++) { U[j] = ${loadVector(D, 'u', `(token * ${R}u + ${direction}u)`)}; }
    ${repeat(rowsA, (r) => `var ${z(r)} = 0.0;`)}
    ${repeat(D4, (j) => passText(shape, direction, j))}
    side = 1u - side;
    if (firstA < D) {
      ${repeat(rowsA, (r) => `sharedZ[side]${at(rowsA, r)} = ${z(r)};`)}
      ${last && nudge ? repeat(rowsA, (r) => `y${r} += nudge * K${at(rowsA, r)};`) : ''}
      ${last ? repeat(rowsA, (r) => `sharedY[t & 1u]${at(rowsA, r)} = y${r};`) : ''}
    }
    workgroupBarrier();
    for (var j = 0u; j < blocks; j++) { Z[j] = sharedZ[side][j]; }
    var ${delta} = 1.0;
    ${repeat(D4, (j) => `${delta} += dot(Z[${j}], U[${j}]);`)}
    let skip${direction} = (bitcast<u32>(${delta}) & 0x7f800000u) == 0x7f800000u || abs(${delta}) < deltaFloor;
    if (skip${direction}) {
      skips += 1.0;
      for (var j = 0u; j < blocks; j++) { Z[j] = vec4<f32>(); }
      ${addToDiagonal('deltaFloor')}
    }
    ${repeat(rowsA, (r) => `factor[${r}] = select(${z(r)} / ${delta}, 0.0, skip${direction});`)}`;
}

/** Entries 4j … 4j+3 of every row: the waiting update, then the products that this direction needs. */
function passText(shape: VlaRecurrentShape, direction: number, j: number): string {
  const { D, R, rowsA, rowsS, renormalize } = shape;
  const place = (r: number) => `[${r * Math.ceil(D / 4) + j}]`;
  const withKey = direction === R - 1;
  const rowOfA = (r: number) => `
      let a${r} = A${place(r)} - factor[${r}] * Z[${j}];
      A${place(r)} = a${r};
      z${direction}_${r} += dot(a${r}, U[${j}]);
      ${withKey ? `y${r} += dot(a${r}, K[${j}]);` : ''}`;
  const rowOfS = (r: number) => `
      let s${r} = S${place(r)}${renormalize ? '' : ` + e[${r}] * W[${j}]; S${place(r)} = s${r}`};
      p${r} += dot(s${r}, K[${j}]);
      o${r} += dot(s${r}, Q[${j}]);`;
  return `{${repeat(rowsA, rowOfA)}${direction === 0 ? repeat(rowsS, rowOfS) : ''}
    }`;
}

/** After the last direction: the write direction, the error, the output, and the update of S that waits. */
export function stepText(shape: VlaRecurrentShape): string {
  const { D, R, rowsA, rowsS, write, error, nudge, renormalize, keepIntermediates } = shape;
  const D4 = Math.ceil(D / 4);
  const last = R - 1;
  const ownedS = (r: number, text: string) => `if (firstS + ${r}u < DV) { ${text} }`;
  const valueAt = (r: number) => `[token * DV + firstS + ${r}u]`;
  return `
    for (var j = 0u; j < blocks; j++) { W[j] = sharedY[t & 1u][j]; }
    var overlap = 0.0;
    ${repeat(D4, (j) => `overlap += dot(Z[${j}], K[${j}]);`)}
    let shrink = select(overlap / delta${last}, 0.0, skip${last});
    let extra = select(0.0, deltaFloor, skip${last});
    var square = 0.0;
    var alignment = 0.0;
    ${repeat(
      D4,
      (j) => `{
      let a = W[${j}] - shrink * Z[${j}] + extra * K[${j}];
      W[${j}] = a;
      square += dot(a, a);
      alignment += dot(a, Q[${j}]);
    }`,
    )}
    ${write === 'normalized' ? NORMALIZATION : 'let scale = 1.0;'}
    ${repeat(rowsS, (r) => ownedS(r, `e[${r}] = v${valueAt(r)}${error === 'residual' ? ` - p${r}` : ''};`))}
    ${keepIntermediates ? repeat(rowsS, (r) => ownedS(r, `errors${valueAt(r)} = e[${r}];`)) : ''}
    ${keepIntermediates ? repeat(rowsA, (r) => `if (firstA + ${r}u < D) { writeDirections[token * D + firstA + ${r}u] = scale * W${at(rowsA, r)}; }`) : ''}
    ${repeat(rowsS, (r) => `e[${r}] *= scale; o${r} += e[${r}] * alignment;`)}
    ${renormalize ? renormalization(rowsS) : ''}
    ${repeat(rowsS, (r) => ownedS(r, `output${valueAt(r)} = o${r};`))}
    ${nudge ? `if (nudge > 0.0) { ${addToDiagonal('nudge')} }` : ''}`;
}

/** scale = 1 / max(‖a‖, 1e-12), computed again in another unit where the sum of squares leaves float32. */
const NORMALIZATION = `var length = sqrt(square);
    if (square > 1e36 || square < 1e-30) {
      let unit = select(1e18, 1e-18, square > 1.0);
      square = 0.0;
      for (var j = 0u; j < blocks; j++) { square += dot(unit * W[j], unit * W[j]); }
      length = sqrt(square) / unit;
    }
    let scale = 1.0 / max(length, 1e-12);`;

/** The update of S now instead of later, then S ← S / ‖S‖ when the Frobenius norm exceeds the bound. */
function renormalization(rowsS: number): string {
  return `var ownSquare = 0.0;
    for (var r = 0u; r < rowsS; r++) {
      for (var j = 0u; j < blocks; j++) {
        let entry = S[r * D4 + j] + e[r] * W[j];
        S[r * D4 + j] = entry;
        ownSquare += dot(entry, entry);
      }
      e[r] = 0.0;
    }
    squares[id] = ownSquare;
    workgroupBarrier();
    var size = 0.0;
    for (var i = 0u; i < SIZE; i++) { size += squares[i]; }
    size = sqrt(size);
    if (size > renormalizeAbove) {
      for (var i = 0u; i < rowsS * blocks; i++) { S[i] /= size; }
      ${repeat(rowsS, (r) => `o${r} /= size;`)}
    }`;
}

/** A ← A + amount·I, for the rows of this invocation. */
function addToDiagonal(amount: string): string {
  return `for (var r = 0u; r < rowsA; r++) {
        let row = min(firstA + r, D - 1u);
        let diagonal = vec4<u32>(row % 4u) == vec4<u32>(0u, 1u, 2u, 3u);
        A[r * D4 + row / 4u] += select(vec4<f32>(), vec4<f32>(${amount}), diagonal);
      }`;
}

/** Where this invocation's row r lies in a vector of vec4s. */
function at(rowsA: number, r: number): string {
  return `[id * ${rowsA / 4}u + ${r >> 2}u][${r % 4}]`;
}
