import { describe } from 'vitest';
import { openSession } from '../../src/index.ts';
import { testZeroKeys } from '../support/zeroKeys.ts';

describe.each(['reference', 'cpu', 'wasm'] as const)('on %s', (backend) => {
  testZeroKeys(() => openSession({ backend }));
});
