import type { SourceTensors } from '../../layers/source/weights.ts';

/** Tensors of a part, by their names in it. */
export function below(tensors: SourceTensors, part: string): SourceTensors {
  const own = Object.entries(tensors).filter(([name]) => name.startsWith(`${part}.`));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(part.length + 1), tensor]));
}
