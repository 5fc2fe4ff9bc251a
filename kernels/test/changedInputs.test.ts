import { describe } from 'vitest';
import { openSession } from '../src/index.ts';
import { testChangedInputs } from './support/changedInputs.ts';

describe.each(['cpu', 'wasm', 'reference'] as const)('on %s', (backend) => {
  testChangedInputs(() => openSession({ backend }));
});
