import { repeat } from '../../wgsl/text.ts';
import { lanesOf } from './lanes.wgsl.ts';
import type { VlaRecurrentShape } from './shape.ts';

/** Text for every element j of a vector, unrolled or in a loop; element j of row r is at `row(r, j)`. */
function each(
  shape: VlaRecurrentShape,
  text: (j: string, row: (r: number) => string) => string,
  bound: 'size' | 'sizeA' | 'sizeS' = 'size',
): string {
  const { count } = lanesOf(shape);
  if (shape.text === 'small') return `for (var j = 0u; j < ${bound}; j++) { ${text('j', (r) => `${r}u * D + j`)} }`;
  return repeat(count, (j) => `{ ${text(`${j}`, (r) => `${r * count + j}`)} }`);
}

/** Text for every row r that this invocation has of A or S: with constant indices, or in a loop. */
function eachRow(shape: VlaRecurrentShape, matrix: 'A' | 'S', text: (r: string) => string): string {
  if (shape.text === 'small') return `for (var r = 0u; r < own${matrix}; r++) { ${text('r')} }`;
  const rows = matrix === 'A' ? shape.rowsA : shape.rowsS;
  return repeat(rows, (r) => `if (${r}u < own${matrix}) { ${text(`${r}u`)} }`);
}

/** The waiting update of S, then S k and S q. */
export function memoryText(shape: VlaRecurrentShape): string {
  const { rowsS, renormalize } = shape;
  const { dot, entry } = lanesOf(shape);
  const S = (index: string) => entry('S', index);
  return `${repeat(rowsS, (r) => `var p${r} = 0.0; var o${r} = 0.0;`)}
    ${each(
      shape,
      (j, row) => `let kj = K[${j}]; let qj = Q[${j}]; ${renormalize ? '' : `let w = W[${j}];`}
      ${repeat(rowsS, (r) => {
        const update = renormalize ? '' : ` + e[${r}] * w; ${S(row(r))} = s${r}`;
        return `let s${r} = ${S(row(r))}${update}; p${r} += ${dot(`s${r}`, 'kj')}; o${r} += ${dot(`s${r}`, 'qj')};`;
      })}`,
      'sizeS',
    )}
    ${repeat(rowsS, (r) => `p[${r}] = p${r}; o[${r}] = o${r};`)}`;
}

/** The waiting update of A, then A u and A k. */
export function inverseText(shape: VlaRecurrentShape): string {
  const { rowsA } = shape;
  const { dot, entry } = lanesOf(shape);
  const A = (index: string) => entry('A', index);
  return `${repeat(rowsA, (r) => `var z${r} = 0.0; var y${r} = 0.0;`)}
      ${each(
        shape,
        (j, row) => `let kj = K[${j}]; let uj = U[${j}]; let zj = Z[${j}];
        ${repeat(
          rowsA,
          (r) => `let a${r} = ${A(row(r))} - gain * (factor[${r}] * zj); ${A(row(r))} = a${r};
        z${r} += ${dot(`a${r}`, 'uj')}; y${r} += ${dot(`a${r}`, 'kj')};`,
        )}`,
        'sizeA',
      )}
      ${repeat(rowsA, (r) => `z[${r}] = z${r}; y[${r}] = y${r};`)}`;
}

/** z and y shown to all, δ, the decision about the update, and the update of A that waits. */
export function updateText(shape: VlaRecurrentShape): string {
  const { rowsA, nudge } = shape;
  const { at, dot, type } = lanesOf(shape);
  return `side = 1u - side;
      ${eachRow(
        shape,
        'A',
        (r) => `${at('sharedZ[side]', 'firstA', r)} = z[${r}];
        ${at('sharedY[side]', 'firstA', r)} = y[${r}]${nudge ? ` + nudge * ${at('K', 'firstA', r)}` : ''};`,
      )}
      workgroupBarrier();
      for (var j = 0u; j < size; j++) {
        Z[j] = sharedZ[side][j];
        W[j] = sharedY[side][j];
      }
      var delta = 1.0;
      var overlap = 0.0;
      ${each(shape, (j) => `let zj = Z[${j}]; delta += ${dot('zj', `U[${j}]`)}; overlap += ${dot('zj', `K[${j}]`)};`)}
      let skipped = (bitcast<u32>(delta) & 0x7f800000u) == 0x7f800000u || abs(delta) < deltaFloor;
      // An A that rounding has eaten: infinity goes into W, and from there into the output of this step.
      let lost = delta < settings.leastDelta;
      shrink = select(select(overlap / delta, 0.0, skipped), settings.infinity, lost);
      extra = select(0.0, deltaFloor, skipped);
      // Kept apart from 1/δ: z_i z_j rounds as z_j z_i does, and A stays exactly symmetric.
      gain = select(1.0 / delta, 0.0, skipped);
      ${repeat(rowsA, (r) => `factor[${r}] = select(z[${r}], 0.0, skipped);`)}
      if (skipped) {
        skips += 1.0;
        for (var j = 0u; j < size; j++) { Z[j] = ${type}(); }
      }
      let addition = extra${nudge ? ' + select(0.0, nudge, direction == R - 1u)' : ''};
      if (addition != 0.0) {
        for (var r = 0u; r < ownA; r++) { ${diagonal(shape)} += addition; }
      }`;
}

/** The entry of A on the diagonal, in this invocation's row r. */
function diagonal(shape: VlaRecurrentShape): string {
  const { width, entry } = lanesOf(shape);
  if (width === 1) return entry('A', 'r * D + firstA + r');
  return `${entry('A', 'r * N + (firstA + r) / 4u')}[(firstA + r) % 4u]`;
}

/** The write direction, the error, the output, and the update of S that waits. */
export function outputText(shape: VlaRecurrentShape): string {
  const { write, error, renormalize, keepIntermediates } = shape;
  const { at, dot, entry } = lanesOf(shape);
  return `// W becomes A_t k_t: the product with the old A, and what the step's own update adds to it.
    var square = 0.0;
    var alignment = 0.0;
    ${each(
      shape,
      (j) => `let a = W[${j}] - shrink * Z[${j}] + extra * K[${j}]; W[${j}] = a;
      square += ${dot('a', 'a')}; alignment += ${dot('a', `Q[${j}]`)};`,
    )}
    ${write === 'normalized' ? normalization(dot('unit * W[j]', '(unit * W[j])')) : 'let scale = 1.0;'}
    ${keepIntermediates ? eachRow(shape, 'A', (r) => `writeDirections[token * D + firstA + ${r}] = scale * ${at('W', 'firstA', r)};`) : ''}
    ${eachRow(
      shape,
      'S',
      (r) => `let place = token * DV + firstS + ${r};
      let written = v[place]${error === 'residual' ? ` - p[${r}]` : ''};
      ${keepIntermediates ? 'errors[place] = written;' : ''}
      e[${r}] = scale * written;
      ${renormalize ? '' : `output[place] = o[${r}] + e[${r}] * alignment;`}`,
    )}
    ${renormalize ? renormalization(entry('S', 'i'), dot('entry', 'entry')) : ''}`;
}

/** scale = 1 / max(‖W‖, 1e-12), computed again in another unit where the sum of squares leaves float32. */
const normalization = (square: string): string => `var length = sqrt(square);
    if (square > 1e36 || square < 1e-30) {
      let unit = select(1e18, 1e-18, square > 1.0);
      square = 0.0;
      for (var j = 0u; j < size; j++) { square += ${square}; }
      length = sqrt(square) / unit;
    }
    let scale = 1.0 / max(length, 1e-12);`;

/** The update of S now instead of later, then S ← S / ‖S‖ when the Frobenius norm exceeds the bound. */
const renormalization = (S: string, square: string): string => `var ownSquare = 0.0;
    for (var i = 0u; i < ownS * size; i++) {
      let entry = ${S} + e[i / size] * W[i % size];
      ${S} = entry;
      ownSquare += ${square};
    }
    squares[id] = ownSquare;
    workgroupBarrier();
    var norm = 0.0;
    for (var i = 0u; i < SIZE; i++) { norm += squares[i]; }
    norm = sqrt(norm);
    let divisor = select(1.0, norm, norm > renormalizeAbove);
    for (var i = 0u; i < ownS * size; i++) { ${S} /= divisor; }
    for (var r = 0u; r < ownS; r++) {
      output[token * DV + firstS + r] = (o[r] + e[r] * alignment) / divisor;
      e[r] = 0.0;
    }`;
