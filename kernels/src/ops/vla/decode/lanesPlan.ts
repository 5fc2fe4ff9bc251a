import type { KernelPlan, PassPlan } from '../../../runtime/plan.ts';
import { slotBytes } from '../../../runtime/slots.ts';
import { gridOf } from '../../wgsl/grid.ts';
import { LEAST_DELTA, startsDefinite } from '../definite.ts';
import type { VlaProblem } from '../problem.ts';
import { lanesOffsets, WAITING } from './lanesLayout.ts';
import type { DecodeLanes } from './lanesLayout.ts';
import { lanesTokenWords } from './lanesState.ts';
import { vlaDecodeLanesShader } from './lanes.wgsl.ts';

/** The plan of a token of every head in subgroups, and of several in a dispatch. */
export function lanesPlan(problem: VlaProblem, shape: DecodeLanes): KernelPlan {
  const { B, H, D, Dv } = problem.sizes;
  const { lanes } = shape;
  const token = { name: 'token', role: 'input', words: lanesTokenWords(problem.sizes) } as const;
  const output = { name: 'output', role: 'output', words: B * H * Dv } as const;
  const [one, some] = [1, WAITING].map((tokens) => vlaDecodeLanesShader(shape, tokens));
  const passOf = (tokens: number): PassPlan =>
    (tokens === 1 ? one! : some!).pass({
      label: tokens === 1 ? 'VLA token' : 'VLA tokens',
      settings: {
        ...{ D, Dv, heads: B * H },
        ...{ tokens, tokenWords: slotBytes(token) / 4, outputWords: slotBytes(output) / 4 },
        ...{ deltaFloor: problem.options.deltaFloor, infinity: Infinity },
        leastDelta: startsDefinite(problem) ? LEAST_DELTA : -Infinity,
      },
      workgroups: gridOf(B * H),
      flops: tokens * B * H * (6 * D * D + 6 * D * Dv),
    });
  const known = new Map<number, readonly PassPlan[]>();
  return {
    name: `VLA, one token, in subgroups of ${lanes}`,
    buffers: [token, { name: 'state', role: 'state', words: B * H * lanesOffsets(shape).head }, output],
    passes: [passOf(1)],
    together(runs) {
      const passes = known.get(runs) ?? [passOf(runs)];
      known.set(runs, passes);
      return passes;
    },
    workgroupBytes: 0,
    workgroupSize: lanes,
  };
}
