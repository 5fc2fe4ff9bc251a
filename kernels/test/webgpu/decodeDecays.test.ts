import { describe } from 'vitest';
import { sharedDeviceSession } from '../support/device.ts';
import { testDecodeDecays } from '../support/decodeDecays.ts';

describe('decays of tokens on a device', () => {
  const session = sharedDeviceSession();
  testDecodeDecays(() => session);
});
