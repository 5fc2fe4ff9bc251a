import { describe } from 'vitest';
import { sharedDeviceSession, subgroupsSession } from '../support/device.ts';
import { testZeroKeys } from '../support/zeroKeys.ts';

describe('on a device', () => {
  const session = sharedDeviceSession();
  testZeroKeys(() => session);
});

describe('in subgroups', () => {
  const session = subgroupsSession();
  testZeroKeys(() => session);
});
