import { beforeAll, describe, expect, test } from 'vitest';
import { openVlaDecoder, vla } from '../../src/index.ts';
import type { WebGpuSession } from '../../src/index.ts';
import { seededRandom } from '../../src/random.ts';
import { decode } from '../support/decoding.ts';
import { defaultLimitsSession, subgroupsSession } from '../support/device.ts';
import { vlaInputs } from '../support/random.ts';

const sizes = { B: 1, H: 1, D: 16, Dv: 16 };
const T = 64;
const inputs = vlaInputs(seededRandom(3), { R: 1, ...sizes, T });

const noResult = expect.stringMatching(/^(non-finite|self-check)$/) as string;

let session: WebGpuSession;
beforeAll(async () => {
  session = await defaultLimitsSession();
});

describe.each([1e-20, 1e-30])('λ0 = %d, too small for float32', (lambda0) => {
  test.each(['recurrent', 'auto'] as const)('%s: no result, and the step', async (form) => {
    const call = vla(inputs, { lambda0, form, session });
    await expect(call).rejects.toMatchObject({
      fault: 'non-finite',
      message: expect.stringMatching(/^diverged at step \d+ of batch 0, head 0/),
    });
  });

  test.each(['chunk', 'parallel'] as const)('%s: no result, and the form that reports the step', async (form) => {
    const call = vla(inputs, { lambda0, form, session });
    await expect(call).rejects.toMatchObject({
      fault: 'non-finite',
      message: expect.stringMatching(/^diverged: .*"recurrent" reports the step$/),
    });
  });

  test('token by token: a step without a result', async () => {
    const decoder = await openVlaDecoder({ sizes, options: { lambda0 }, session });
    // The float64 reference, which follows the first steps, may be the first to find it.
    await expect(decode(decoder, inputs, 0, T)).rejects.toMatchObject({ fault: noResult });
    await expect(decode(decoder, inputs, 0, 1)).rejects.toThrow('open a new decoder');
    decoder.dispose();
  });
});

test.each([1e-20, 1e-30])('in subgroups, λ0 = %d: no result, and the step', async (lambda0) => {
  const inSubgroups = { ...(await subgroupsSession()), selfCheck: false };
  await expect(vla(inputs, { lambda0, form: 'recurrent', session: inSubgroups })).rejects.toMatchObject({
    fault: 'non-finite',
    message: expect.stringMatching(/^diverged at step \d+ of batch 0, head 0/),
  });
});

// Where A is not lost, only inexact, the float64 reference finds it.
test.each(['recurrent', 'chunk', 'parallel', 'auto'] as const)('λ0 = 1e-8, %s: no result', async (form) => {
  await expect(vla(inputs, { lambda0: 1e-8, form, session })).rejects.toMatchObject({
    fault: noResult,
  });
});

test('an A that is not positive definite, brought by the caller, is not refused', async () => {
  const data = new Float64Array(16 * 16);
  for (let i = 0; i < 16; i++) data[i * 16 + i] = i % 2 ? -0.2 : 0.3;
  const initialInverse = { shape: [1, 1, 16, 16], data };
  const few = vlaInputs(seededRandom(4), { R: 1, ...sizes, T: 2 });
  const call = vla({ ...few, initialInverse }, { lambda0: 1, session });
  await expect(call).resolves.toMatchObject({ ran: { form: 'recurrent' } });
});
