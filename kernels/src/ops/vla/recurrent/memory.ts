import type { PassPlan } from '../../../runtime/plan.ts';
import type { SweepText } from '../../sweeps/sweep.ts';
import { sweepPass } from '../../sweeps/sweepPass.ts';
import type { VlaProblem } from '../problem.ts';
import type { Part } from './part.ts';

/**
 * Second of two passes step by step: S goes through the sequence along the write directions that the first one left,
 * some of its rows in each invocation.
 *
 *     e = v − S k,   S ← S + e αᵀ,   o = S q
 *
 * @param errors whether they are written beside the output
 * @param work the plan's buffer of the write directions
 */
export function memoryPass(
  { sizes: { B, H, T, D, Dv }, options }: VlaProblem,
  { begin, end, tokens }: Part,
  { text, errors, work }: { readonly text: SweepText; readonly errors: boolean; readonly work: string },
): PassPlan {
  const residual = options.error === 'residual';
  const direction = '(head * settings.tokens + step - settings.firstToken)';
  return sweepPass({
    label: 'VLA steps, memory',
    heads: B * H,
    T,
    products: residual ? 3 : 2,
    steps: { begin, end },
    buffers: { work },
    sweep: {
      rows: Dv,
      columns: D,
      matrix: { buffer: 'state', firstRow: B * H * D },
      start: 'kept',
      text,
      vectors: [
        { name: 'q', size: D },
        ...(residual ? [{ name: 'k', size: D }] : []),
        { name: 'v', size: Dv },
        { name: 'work', size: D },
        { name: 'output', size: Dv, written: true },
        ...(errors ? [{ name: 'errors', size: Dv, written: true }] : []),
      ],
      settings: { firstToken: ['u32', begin], tokens: ['u32', tokens] },
      step: ({ rows, each, own, block, write }) => `${rows((h) => `var recalled${h} = Part();`)}
    ${
      residual
        ? each(
            (X, _, h) => `recalled${h} += ${X} * key;`,
            (j) => `let key = ${block('k', j)};`,
          )
        : ''
    }
    ${rows((h) => `let missed${h} = ${own('v', h)} - recalled${h}; var answer${h} = Part();`)}
    ${each(
      (X, _, h) => `${X} += outerBlock(missed${h}, along); answer${h} += ${X} * query;`,
      (j) => `let along = ${block('work', j, direction)}; let query = ${block('q', j)};`,
    )}
    ${rows((h) => `${write('output', `answer${h}`, h)} ${errors ? write('errors', `missed${h}`, h) : ''}`)}`,
    },
  });
}
