import { expect, test, vi } from 'vitest';
import { openNodeSession } from '../../src/node.ts';

vi.mock('webgpu', () => ({ create: undefined, globals: {}, default: {} }));

test('an empty module in the place of Dawn, as some bundlers put it there, is reported as missing', async () => {
  await expect(openNodeSession()).rejects.toMatchObject({
    name: 'DeviceError',
    fault: 'unavailable',
    message: 'Dawn did not load (what was loaded has no "create"). Run: npm install webgpu',
  });
});
