import { DeviceError } from '../../errors.ts';
import { PRIVATE_BYTES } from '../../runtime/limits.ts';
import type { BufferPlan, KernelPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { aNumber, fields } from '../../shapes.ts';
import { deviceTraits, sizesOfCall } from '../validation/shapes.ts';
import { SWEEP_THREADS } from '../sweeps/blockSweep.wgsl.ts';
import { kernelName } from '../sweeps/kernelName.ts';
import { sweepPass, sweepTextFor } from '../sweeps/sweepPass.ts';
import type { LinearAttentionProblem } from './problem.ts';

const planned = fields({ sizes: sizesOfCall, options: fields({ epsilon: aNumber }) });

/**
 * The plan of step-by-step linear attention: z ← z + k gives the denominators zᵀq, and then S ← S + v kᵀ the outputs S q / (zᵀq + ε).
 * DeviceError('limit') where keys are too long.
 */
export function linearAttentionRecurrentPlan(
  problem: Pick<LinearAttentionProblem, 'sizes' | 'options'>,
  device: DeviceTraits,
): KernelPlan {
  planned('problem', problem);
  deviceTraits('device', device);
  const { sizes, options } = problem;
  const { B, H, T, D, Dv } = sizes;
  // An invocation keeps four rows of S.
  if (16 * D > PRIVATE_BYTES) {
    throw new DeviceError('limit', `linear attention step by step with key size ${D}: the largest is 512.`);
  }
  const heads = B * H;
  const text = sweepTextFor({ columns: D, T }, device, 'fourRows');
  const sweep = { columns: D, start: 'kept', text } as const;
  const keys = [
    { name: 'q', size: D },
    { name: 'k', size: D },
  ];
  const columns = (j: string, block: (vectors: string, j: string) => string) =>
    `let key = ${block('k', j)}; let query = ${block('q', j)};`;
  return {
    name: kernelName('linear attention, recurrent', text),
    buffers: [...linearTensorBuffers(sizes), { name: 'denominator', role: 'scratch', words: heads * T }],
    passes: [
      sweepPass({
        label: 'linear attention denominators',
        heads,
        T,
        products: 2,
        sweep: {
          ...sweep,
          rows: 1,
          matrix: 'normalizer',
          vectors: [...keys, { name: 'denominator', size: 1, written: true }],
          step: ({ rows, each, block, write }) => `${rows((h) => `var answer${h} = Part();`)}
    ${each(
      (X, _, h) => `${X} += outerBlock(Part(1.0), key); answer${h} += ${X} * query;`,
      (j) => columns(j, block),
    )}
    ${rows((h) => write('denominator', `answer${h}`, h))}`,
        },
      }),
      sweepPass({
        label: 'linear attention steps',
        heads,
        T,
        products: 2,
        sweep: {
          ...sweep,
          rows: Dv,
          matrix: 'memory',
          vectors: [
            ...keys,
            { name: 'v', size: Dv },
            { name: 'denominator', size: 1 },
            { name: 'output', size: Dv, written: true },
          ],
          settings: { epsilon: ['f32', options.epsilon] },
          step: ({ rows, each, own, block, write }) => `${rows(
            (h) => `let value${h} = ${own('v', h)}; var answer${h} = Part();`,
          )}
    ${each(
      (X, _, h) => `${X} += outerBlock(value${h}, key); answer${h} += ${X} * query;`,
      (j) => columns(j, block),
    )}
    let sum = denominator[token] + settings.epsilon;
    ${rows((h) => write('output', `(answer${h} / sum)`, h))}`,
        },
      }),
    ],
    workgroupBytes: 0,
    workgroupSize: typeof text === 'string' ? SWEEP_THREADS : text.lanes,
  };
}

/** The buffers that both forms have. */
export function linearTensorBuffers({ B, H, T, D, Dv }: LinearAttentionProblem['sizes']): BufferPlan[] {
  const heads = B * H;
  return [
    { name: 'q', role: 'input', words: heads * T * D },
    { name: 'k', role: 'input', words: heads * T * D },
    { name: 'v', role: 'input', words: heads * T * Dv },
    { name: 'memory', role: 'state', words: heads * Dv * D },
    { name: 'normalizer', role: 'state', words: heads * D },
    { name: 'output', role: 'output', words: heads * T * Dv },
  ];
}
