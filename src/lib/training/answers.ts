import { argMax, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { VLATransformer } from '@vla/kernels/model';
import type { Split, Task } from '@vla/kernels/tasks';
import { batchAt } from '@vla/kernels/tasks';
import { pause } from '../compute/pause.ts';

/** The likeliest token at each position that the first batches of a task's stream ask about, in their order. */
export async function answersTo({
  model,
  task,
  split,
  seed,
  batches,
  batchSize,
  signal,
}: {
  readonly model: VLATransformer;
  readonly task: Task;
  readonly split: Split;
  readonly seed: number;
  readonly batches: number;
  readonly batchSize: number;
  readonly signal: AbortSignal;
}): Promise<number[]> {
  const answers: number[] = [];
  for (let index = 0; index < batches; index++) {
    await pause(signal);
    const { size, length, tokens, mask } = batchAt({ task, split, seed, index, size: batchSize });
    const chosen = tidy(() => argMax(model.forward(tensor2d(tokens, [size, length], 'int32')), 2));
    const given = await chosen.data();
    chosen.dispose();
    mask.forEach((asked, position) => asked === 1 && answers.push(given[position]));
  }
  return answers;
}
