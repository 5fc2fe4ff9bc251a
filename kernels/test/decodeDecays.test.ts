import { describe } from 'vitest';
import { openSession } from '../src/index.ts';
import { testDecodeDecays } from './support/decodeDecays.ts';

describe.each(['reference', 'cpu', 'wasm'] as const)('decays of tokens on %s', (backend) => {
  testDecodeDecays(() => openSession({ backend }));
});
