import type { DeviceSuiteName, ProcessorSuiteName, SuiteArguments, SuiteResult } from '../types.ts';
import { accuracySuite } from './accuracy.ts';
import { decodeSuite } from './decode.ts';
import { forwardSuite } from './forward.ts';
import { gradientSuite } from './gradient.ts';
import { peersSuite } from './peers.ts';
import { processorSuite } from './processor.ts';
import type { ProcessorArguments } from './processor.ts';
import { scalingSuite } from './scaling.ts';
import { trainingSuite } from './training.ts';
import type { TrainingArguments } from './training.ts';

/** All suites of a device with their default sizes, by name. */
export const SUITES: Readonly<Record<DeviceSuiteName, (args: SuiteArguments) => Promise<SuiteResult>>> = {
  forward: forwardSuite,
  gradient: gradientSuite,
  scaling: scalingSuite,
  peers: peersSuite,
  decode: decodeSuite,
  accuracy: accuracySuite,
};

/** What the suites that need no device take. */
export type WithoutDevice = Omit<ProcessorArguments, 'sizes'> & Omit<TrainingArguments, 'sizes'>;

/** The suites that need no device. TensorFlow.js has to have its backends "wasm" and "cpu" for the second one. */
export const PROCESSOR_SUITES: Readonly<Record<ProcessorSuiteName, (args: WithoutDevice) => Promise<SuiteResult>>> = {
  processor: processorSuite,
  training: trainingSuite,
};
