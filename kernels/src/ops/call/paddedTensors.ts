import {
  concat,
  customGrad,
  eye,
  fill,
  gather,
  mul,
  reshape,
  sub,
  tensor,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { RunReport } from '../../runtime/types.ts';
import { elementCount } from '../../tensor.ts';
import type { Operator, Problem, RunOptions } from '../operator.ts';
import { hasTokens } from '../validation/axes.ts';
import { addedByPadding, fillingOf, mapTokens, placesOf } from './padding.ts';
import type { Filling, Padding, Places } from './padding.ts';
import { withoutNumbers } from './soundProblem.ts';
import { runOnTensors } from './tfjs.ts';

/** Runs an operator on tensors, of which each sequence is as if it were alone. */
export function runPaddedTensors(
  operator: Operator<Problem, RunOptions>,
  inputs: Readonly<Record<string, Tensor>>,
  options: RunOptions,
  padding: Padding,
): Readonly<Record<string, Tensor>> & { readonly ran: RunReport } {
  const shapes = Object.entries(inputs).filter(([, given]) => given !== undefined);
  const given = Object.fromEntries(shapes);
  const problem = operator.problemOnDevice(
    withoutNumbers(Object.fromEntries(shapes.map(([name, { shape }]) => [name, shape]))),
    options,
  );
  const places = placesOf(padding, problem.sizes);
  if (!places) return runOnTensors(operator, given, options);
  return tidy(() => {
    const moves = tokenMoves(places, problem.sizes);
    const moved = mapTokens(operator.inputs, given, (x, name) => moves.toTheFront(x, fillingOf(operator, name)));
    const { ran, ...results } = runOnTensors(operator, moved, options);
    const axes = operator.results(options);
    const added = addedByPadding(operator, problem, places);
    const restored = Object.entries(results as Record<string, Tensor>).map(([name, result]) => {
      if (hasTokens(axes[name]!)) return [name, moves.toTheirPlaces(result)];
      return [name, added[name] ? without(result, added[name]) : result];
    });
    return { ...Object.fromEntries(restored), ran } as Readonly<Record<string, Tensor>> & { readonly ran: RunReport };
  });
}

function without(result: Tensor, added: readonly number[]): Tensor {
  const amounts = tensor(Float32Array.from(added), [added.length, ...result.shape.slice(1).map(() => 1)]);
  return sub(result, result.rank === 4 ? mul(amounts, eye(result.shape[3]!)) : amounts);
}

/** Tokens of tensors [B,H,T,…] on their way to the front and back. The tensors of places belong to the caller's tidy. */
export interface TokenMoves {
  toTheFront<X extends Tensor>(x: X, filling?: Filling): X;
  toTheirPlaces<X extends Tensor>(x: X): X;
}

/** Moves of tensors in which every sequence has `H` rows of T tokens. */
export function tokenMoves(places: Places, { H, T }: { readonly H: number; readonly T: number }): TokenMoves {
  const nowhere = places.length * H * T;
  const map = (found: (place: Places[number], t: number) => number | null): Tensor1D => {
    const rows = new Int32Array(nowhere);
    places.forEach((place, b) => {
      for (let h = 0; h < H; h++) {
        const start = (b * H + h) * T;
        for (let t = 0; t < T; t++) {
          const other = found(place, t);
          rows[start + t] = other === null ? nowhere : start + other;
        }
      }
    });
    return tensor1d(rows, 'int32');
  };
  const sources = map(({ from, count }, t) => (t < count ? from + t : null));
  const repeated = map(({ from, count }, t) => from + Math.min(t, count - 1));
  const targets = map(({ from, count }, t) => (t >= from && t < from + count ? t - from : null));
  return {
    toTheFront: (x, filling = 0) =>
      filling === 'last'
        ? moveRows(x, { from: repeated, back: targets })
        : moveRows(x, { from: sources, back: targets, filling }),
    toTheirPlaces: (x) => moveRows(x, { from: targets, back: sources }),
  };
}

interface RowMove {
  /** For each row of the result, the row that it is; their number where it is none. */
  readonly from: Tensor1D;
  /** The same for the gradient. */
  readonly back: Tensor1D;
  readonly filling?: number;
}

/** Rows, the first axes up to the number of places, in other places. The gradient of a row that is in several is that of the first. */
export function moveRows<X extends Tensor>(x: X, { from, back, filling = 0 }: RowMove): X {
  const count = from.shape[0];
  const move = (rows: Tensor, places: Tensor1D, value: number): Tensor => {
    const matrix = reshape(rows, [count, elementCount(rows.shape) / count]) as Tensor2D;
    const none = fill([1, matrix.shape[1]], value, rows.dtype as 'float32') as Tensor2D;
    return reshape(gather(concat([matrix, none], 0), places), rows.shape);
  };
  if (x.dtype !== 'float32') return move(x, from, filling) as X;
  const operation = customGrad((...inputs) => {
    const [rows, save] = inputs as unknown as [Tensor, (tensors: Tensor[]) => void];
    save([back]);
    return {
      value: move(rows, from, filling),
      gradFunc: (dy: Tensor, [places]: Tensor[]) => move(dy, places as Tensor1D, 0),
    };
  });
  return operation(x) as X;
}
