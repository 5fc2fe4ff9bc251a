import type { HostTensor } from '../../tensor.ts';
import { elementCount } from '../../tensor.ts';
import { checkNamed } from '../namedWeights.ts';

/** Where the numbers of one of our weights are in a PyTorch file, and how they become it. */
export interface SourceWeight {
  /** Ours. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Theirs. */
  readonly from: string;
  readonly theirs: readonly number[];
  /** The rows of theirs that are ours, [first, end). Default: all. */
  readonly rows?: readonly [number, number];
  /** Whether theirs is [out, in] where ours is [in, out]. Shapes do not show that where they are square. */
  readonly transposed: boolean;
}

/** Tensors of a file, by their names there. */
export type SourceTensors = Readonly<Record<string, HostTensor>>;

/** nn.Linear(inner, outer): a weight, and a bias where there is one. */
export function linear(
  name: string,
  from: string,
  [outer, inner]: readonly [number, number],
  { bias = true }: { readonly bias?: boolean } = {},
): SourceWeight[] {
  const weight = { name, shape: [inner, outer], from: `${from}.weight`, theirs: [outer, inner], transposed: true };
  return bias ? [weight, vector(`${name}Bias`, `${from}.bias`, outer)] : [weight];
}

export function vector(name: string, from: string, size: number, shape: readonly number[] = [size]): SourceWeight {
  return { name, shape, from, theirs: [size], transposed: false };
}

/** nn.LayerNorm. */
export function norm(from: string, size: number, prefix = ''): SourceWeight[] {
  return [vector(`${prefix}gamma`, `${from}.weight`, size), vector(`${prefix}beta`, `${from}.bias`, size)];
}

/** The same weights of a part of a model. */
export function within(ours: string, theirs: string, weights: readonly SourceWeight[]): SourceWeight[] {
  return weights.map((weight) => ({ ...weight, name: `${ours}.${weight.name}`, from: `${theirs}.${weight.from}` }));
}

/**
 * Our weights by name, from tensors of a file.
 *
 * @throws ArgumentError that lists all names that are missing, that no weight takes, or whose shapes are others
 */
export function takeWeights(weights: readonly SourceWeight[], tensors: SourceTensors): Record<string, HostTensor> {
  checkNamed('file', tensors, Object.fromEntries(weights.map(({ from, theirs }) => [from, theirs])));
  return Object.fromEntries(weights.map((weight) => [weight.name, taken(weight, tensors[weight.from]!)]));
}

/** The other way round: tensors of a file under their names, from our weights. */
export function giveWeights(
  weights: readonly SourceWeight[],
  ours: Readonly<Record<string, HostTensor>>,
): Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }> {
  const tensors: Record<string, { readonly shape: readonly number[]; readonly data: Float32Array }> = {};
  for (const weight of weights) {
    const { from, theirs, rows, transposed } = weight;
    const { data } = (tensors[from] ??= { shape: theirs, data: new Float32Array(elementCount(theirs)) });
    const columns = elementCount(theirs.slice(1));
    const [first, end] = rows ?? [0, theirs[0]!];
    const count = end - first;
    const values = ours[weight.name]!.data;
    for (let row = 0; row < count; row++) {
      for (let column = 0; column < columns; column++) {
        data[(first + row) * columns + column] = values[transposed ? column * count + row : row * columns + column]!;
      }
    }
  }
  return tensors;
}

function taken({ shape, rows, transposed, theirs }: SourceWeight, { data }: HostTensor): HostTensor {
  const columns = elementCount(theirs.slice(1));
  const [first, end] = rows ?? [0, theirs[0]!];
  const part = data.subarray(first * columns, end * columns);
  const values = new Float32Array(part.length);
  const count = end - first;
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < columns; column++) {
      values[transposed ? column * count + row : row * columns + column] = part[row * columns + column]!;
    }
  }
  return { shape, data: values };
}
