import { fits } from '../../call/form.ts';
import type { Decoding, RunOptions } from '../../operator.ts';
import { checkDirections, inverseNorm } from '../directionSize.ts';
import type { VlaProblem } from '../problem.ts';
import { isNudgeDue } from '../step.ts';
import type { VlaOptions } from '../types.ts';
import { decodeShapeFor, vlaDecodePlan } from './plan.ts';
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
  plan(start, device) {
    const shape = decodeShapeFor(start, device);
    const plan = shape && vlaDecodePlan(start, shape);
    if (!plan || !fits(plan, device.limits)) return null;
    return {
      plan,
      inputs: (token) => ({ token: packDecodeToken(token, shape) }),
      initial: { state: packDecodeState(start, shape) },
      results({ state }) {
        const { memory, inverse } = unpackDecodeState(state!, start.sizes, shape);
        return { finalMemory: memory, finalInverse: inverse };
      },
    };
  },
};
