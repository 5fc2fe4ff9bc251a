import { DeviceError } from '../../errors.ts';
import { PRIVATE_BYTES } from '../../runtime/limits.ts';
import type { KernelPlan, PassPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { kernelName } from '../sweeps/kernelName.ts';
import { SWEEP_THREADS } from '../sweeps/blockSweep.wgsl.ts';
import { sweepPass, sweepTextFor } from '../sweeps/sweepPass.ts';
import type { SweepText } from '../sweeps/sweep.ts';
import { deltaRuleBuffers } from './shape.ts';
import type { DeltaRule } from './shape.ts';

/** The plan step by step; DeviceError('limit') where the keys are too long. */
export function deltaRulePlan(rule: DeltaRule, device: DeviceTraits): KernelPlan {
  const { operator, sizes } = rule;
  // An invocation keeps four rows of S.
  if (16 * sizes.D > PRIVATE_BYTES)
    throw new DeviceError(
      'limit',
      `${operator} with key size ${sizes.D}: the largest that a device has to hold is 512.`,
    );
  const text = sweepTextFor({ columns: sizes.D, T: sizes.T }, device, 'fourRows');
  return {
    name: kernelName(`${operator}, recurrent`, text),
    buffers: deltaRuleBuffers(rule),
    passes: [stepsPass(rule, text)],
    workgroupBytes: 0,
    workgroupSize: typeof text === 'string' ? SWEEP_THREADS : text.lanes,
  };
}

/** S ← γ S, then S ← S + β (v − S p) kᵀ, o = S q: rows of one head's S stay in an invocation through the whole sequence. */
function stepsPass({ operator, sizes, reads, decays }: DeltaRule, text: SweepText): PassPlan {
  const { B, H, T, D, Dv } = sizes;
  const keys = ['q', 'k', ...(reads === 'p' ? ['p'] : [])];
  return sweepPass({
    label: `${operator} steps`,
    heads: B * H,
    T,
    products: (reads ? 3 : 2) + Number(decays) / 2,
    sweep: {
      rows: Dv,
      columns: D,
      matrix: 'memory',
      start: 'kept',
      text,
      vectors: [
        ...keys.map((name) => ({ name, size: D })),
        { name: 'v', size: Dv },
        { name: 'beta', size: 1 },
        ...(decays ? [{ name: 'gamma', size: 1 }] : []),
        { name: 'output', size: Dv, written: true },
      ],
      step({ rows, each, own, block, write }) {
        const recalled = (h: number) => (decays ? `decay * recalled${h}` : `recalled${h}`);
        const error = (h: number) => (reads ? `(${own('v', h)} - ${recalled(h)})` : own('v', h));
        const kept = (X: string) => (decays ? `decay * ${X}` : X);
        const recall = (name: string) => `${rows((h) => `var recalled${h} = Part();`)}
    ${each(
      (X, _, h) => `recalled${h} += ${X} * reading;`,
      (j) => `let reading = ${block(name, j)};`,
    )}`;
        return `${decays ? 'let decay = gamma[token];' : ''}
    let strength = beta[token];
    ${reads ? recall(reads) : ''}
    ${rows((h) => `let missed${h} = strength * ${error(h)}; var answer${h} = Part();`)}
    ${each(
      (X, _, h) => `${X} = ${kept(X)} + outerBlock(missed${h}, key); answer${h} += ${X} * query;`,
      (j) => `let key = ${block('k', j)}; let query = ${block('q', j)};`,
    )}
    ${rows((h) => write('output', `answer${h}`, h))}`;
      },
    },
  });
}
