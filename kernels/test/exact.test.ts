import { describe } from 'vitest';
import { openSession } from '../src/index.ts';
import { testExactCases, testSymmetries } from './support/exactCases.ts';

describe.each(['reference', 'cpu', 'wasm'] as const)('on %s', (backend) => {
  const open = () => openSession({ backend });
  testExactCases(open, backend);
  testSymmetries(open);
});
