import { compare } from '../compare.ts';
import { attentionArrays } from '../inputs.ts';
import { operatorContender, residentInputs } from '../operators.ts';
import { ratioRow } from '../row.ts';
import { runSteps } from '../suite.ts';
import type { Step } from '../suite.ts';
import { opLoopContender } from '../tfjsContenders.ts';
import type { SuiteArguments, SuiteResult } from '../types.ts';

export interface ForwardSizes {
  readonly D: number;
  /** Heads and lengths for the loop of tfjs operations. */
  readonly opLoop: { readonly H: number; readonly lengths: readonly number[] };
}

export const FORWARD_SIZES: ForwardSizes = { D: 64, opLoop: { H: 4, lengths: [128, 512] } };

/** The forward pass against a loop of operations. */
export function forwardSuite(args: SuiteArguments & { readonly sizes?: ForwardSizes }): Promise<SuiteResult> {
  const sizes = args.sizes ?? FORWARD_SIZES;
  return runSteps('forward', [...opLoopSteps(sizes)], args);
}

/** P1: the same maths, operation by operation. */
function opLoopSteps({ D, opLoop: { H, lengths } }: ForwardSizes): Step[] {
  return lengths.map((T) => ({
    title: `op loop, T = ${T}`,
    weight: T,
    async run({ session, lane, pairs, seed, signal, onProgress }) {
      const inputs = residentInputs(attentionArrays({ B: 1, H, T, D }, seed));
      const loop = opLoopContender(session, inputs);
      const kernel = operatorContender({ session, operator: 'vla', inputs });
      const compared = await compare(loop, kernel, { pairs, signal, onProgress });
      loop.dispose();
      inputs.dispose();
      const title = 'VLA forward against a loop of tfjs operations';
      return [ratioRow({ lane, goal: 'P1', title, shape: { H, T, D } }, compared)];
    },
  }));
}
