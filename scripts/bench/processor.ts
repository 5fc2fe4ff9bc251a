import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { PROCESSOR_SUITES } from '@vla/kernels/bench';
import type { ProcessorSuiteName, SuiteName, SuiteResult, WithoutDevice } from '@vla/kernels/bench';
import { openTeam } from '../threads/team.ts';

export const needsNoDevice = (suite: SuiteName): suite is ProcessorSuiteName => suite in PROCESSOR_SUITES;

/** Runs a suite that needs no device in this process, and its workers. */
export function runOnProcessor(suite: SuiteName, args: WithoutDevice): Promise<SuiteResult> {
  if (!needsNoDevice(suite)) throw new Error(`the suite ${suite} needs a device`);
  return PROCESSOR_SUITES[suite]({ ...args, openTeam });
}
