import type { VLATransformer } from '../../model/index.ts';
import { weightCount } from '../../model/index.ts';

/** All weights of a model in their order, one after the other. */
export async function weightsOf(model: VLATransformer): Promise<Float32Array> {
  const numbers = new Float32Array(weightCount(model.config));
  const parts = await Promise.all(model.parameters.map(({ variable }) => variable.data()));
  let start = 0;
  for (const part of parts) {
    numbers.set(part, start);
    start += part.length;
  }
  return numbers;
}
