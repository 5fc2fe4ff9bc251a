import { defaultLimitsSession } from '../support/device.ts';
import { testExactCases, testSymmetries } from '../support/exactCases.ts';

const opened = defaultLimitsSession();
testExactCases(() => opened, 'webgpu');
testSymmetries(() => opened);
