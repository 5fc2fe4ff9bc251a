import type { HostTensor } from '../../../tensor.ts';
import { fits } from '../../call/form.ts';
import type { Decoding, RunOptions, TokenPlan } from '../../operator.ts';
import type { DeviceTraits } from '../../../runtime/types.ts';
import { checkDirections, inverseNorm } from '../directionSize.ts';
import type { VlaProblem } from '../problem.ts';
import { isNudgeDue } from '../step.ts';
import { generalStepsArgument } from '../stepwise.ts';
import type { VlaOptions } from '../types.ts';
import { decodeLanes } from './lanesLayout.ts';
import { lanesPlan } from './lanesPlan.ts';
import { packLanesState, packLanesToken, unpackLanesState } from './lanesState.ts';
import { decodeShapeFor, takesTokens, vlaDecodePlan } from './plan.ts';
import { packDecodeState, packDecodeToken, unpackDecodeState } from './state.ts';

/** VLA token by token: steps are counted, for nudges; and most problems have a plan in which updates wait beside the state. */
export const vlaDecoding: Decoding<VlaProblem, VlaOptions & RunOptions> = {
  optionsAt: (options, step) => ({ ...options, firstStep: step }),
  later: (problem, steps) => ({
    ...problem,
    options: { ...problem.options, firstStep: problem.options.firstStep + steps },
  }),
  check: ({ inputs }, start) => checkDirections(inputs.u, inverseNorm(start)),
  // In the recurrent form a step that nudges A has a shader of its own.
  kindOf: ({ options: { firstStep, period } }) => (isNudgeDue(firstStep, period) ? 'nudged' : 'plain'),
  without: ['memoryDecay', 'penaltyDecay'],
  withoutOptions: ['firstStep', 'keepIntermediates'],
  plan(start, device) {
    // The plan of one token knows no cuts, and no other readout.
    if (generalStepsArgument(start) || !takesTokens(start)) return null;
    const plan = planInLanes(start, device) ?? planInGroups(start, device);
    return plan && fits(plan.plan, device.limits) ? plan : null;
  },
};

/** In subgroups, where the device has them. */
function planInLanes(start: VlaProblem, device: DeviceTraits): TokenPlan<VlaProblem> | null {
  const shape = decodeLanes(start, device);
  return (
    shape && {
      plan: lanesPlan(start, shape),
      inputs: (token) => ({ token: packLanesToken(token) }),
      initial: { state: packLanesState(start, shape) },
      results: ({ state }) => resultsOf(unpackLanesState(state!, start.sizes, shape)),
    }
  );
}

/** In workgroups that share vectors. */
function planInGroups(start: VlaProblem, device: DeviceTraits): TokenPlan<VlaProblem> | null {
  const shape = decodeShapeFor(start, device);
  return (
    shape && {
      plan: vlaDecodePlan(start, shape),
      inputs: (token) => ({ token: packDecodeToken(token, shape) }),
      initial: { state: packDecodeState(start, shape) },
      results: ({ state }) => resultsOf(unpackDecodeState(state!, start.sizes, shape)),
    }
  );
}

function resultsOf({ memory, inverse }: { readonly memory: HostTensor; readonly inverse: HostTensor }) {
  return { finalMemory: memory, finalInverse: inverse };
}
