import type { SuiteArguments, SuiteName, SuiteResult } from '../types.ts';
import { accuracySuite } from './accuracy.ts';
import { decodeSuite } from './decode.ts';
import { forwardSuite } from './forward.ts';
import { gradientSuite } from './gradient.ts';
import { peersSuite } from './peers.ts';
import { scalingSuite } from './scaling.ts';

/** All suites with their default sizes, by name. */
export const SUITES: Readonly<Record<SuiteName, (args: SuiteArguments) => Promise<SuiteResult>>> = {
  forward: forwardSuite,
  gradient: gradientSuite,
  scaling: scalingSuite,
  peers: peersSuite,
  decode: decodeSuite,
  accuracy: accuracySuite,
};
