import type { Session } from '@vla/kernels';
import { openSession } from '@vla/kernels';
import type { NodeDriver } from '@vla/kernels/node';
import { openNodeSession } from '@vla/kernels/node';
import type { ExperimentEntry } from '../../src/lib/experiment.ts';

/** The session for an experiment: a device of the driver, or the processor where the record is made there. Each is opened once. */
export function runtimes(driver: NodeDriver): (entry: ExperimentEntry) => Promise<Session> {
  let device: Promise<Session> | undefined;
  let processor: Promise<Session> | undefined;
  return ({ definition }) =>
    definition.recordedOn === 'wasm'
      ? (processor ??= openSession({ backend: 'wasm' }))
      : (device ??= openNodeSession({ driver, forTensors: true }));
}
