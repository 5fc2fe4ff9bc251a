import type { KernelPlan } from '../../runtime/plan.ts';
import type { DeviceTraits } from '../../runtime/types.ts';
import { chunkParts } from '../chunks/parts.ts';
import { memoryPass, pairsPass } from '../chunks/passes.ts';
import type { ChunkCall } from '../chunks/settings.ts';
import { deltaRuleBuffers } from './shape.ts';
import type { DeltaRule } from './shape.ts';

/**
 * Invocations per workgroup and steps per chunk. On software devices as measured for VLA, whose passes these are;
 * graphics cards have lanes to fill, and wait for barriers, of which longer chunks need fewer (by reasoning).
 */
const ON_PROCESSOR = { threads: 8, steps: 32 };
const ON_CARD = { threads: 64, steps: 32 };

/**
 * The chunk form: two dispatches for as many chunks as the workspace holds, and again for the next ones. Buffers as in the
 * recurrent form.
 *
 * @param chunkLength steps per chunk. Default 32
 */
export function deltaRuleChunkPlan(
  rule: DeltaRule,
  { limits, adapter }: DeviceTraits,
  chunkLength?: number,
): KernelPlan {
  const { operator, reads, decays } = rule;
  const sizes = { ...rule.sizes, R: 0 };
  const { threads, steps: usual } = adapter.software ? ON_PROCESSOR : ON_CARD;
  const steps = Math.min(sizes.T, chunkLength ?? usual);
  const phase = { start: 0, stop: sizes.T, steps, chunks: Math.ceil(sizes.T / steps) };
  const { parts, workspaceWords } = chunkParts([phase], sizes, limits);
  const call: ChunkCall = {
    sizes,
    write: 'plain',
    error: reads ? 'residual' : 'additive',
    ...{ period: 0, epsilon: 0, deltaFloor: 0, firstStep: 0 },
    keepIntermediates: false,
    memory: { buffer: 'memory', rowsBefore: 0 },
  };
  return {
    name: `${operator}, chunks`,
    buffers: [...deltaRuleBuffers(rule), { name: 'work', role: 'scratch', words: workspaceWords }],
    passes: parts.flatMap((part) => {
      const pass = { operator, call, part, threads, decays };
      return [pairsPass({ ...pass, directions: 'keys', reads: reads ?? 'k' }), memoryPass(pass)];
    }),
    workgroupBytes: 0,
    workgroupSize: threads,
  };
}
