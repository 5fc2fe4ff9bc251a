import { beforeAll, expect, test } from 'vitest';
import { compare } from '../../bench/compare.ts';
import { attentionArrays } from '../../bench/inputs.ts';
import { operatorContender, residentInputs } from '../../bench/operators.ts';
import { opLoopContender } from '../../bench/tfjsContenders.ts';
import type { Form, WebGpuSession } from '../../src/index.ts';
import { driver, sharedDeviceSession } from '../support/device.ts';

/**
 * What is promised is 40-fold for the fused recurrent kernel on one of the two drivers. On llvmpipe operations
 * cost less and the kernel's small text computes slower; there the chunk form must still win clearly.
 */
const promise: { readonly form: Form; readonly least: number } =
  driver === 'swiftshader' ? { form: 'recurrent', least: 40 } : { form: 'chunk', least: 12 };

let session: WebGpuSession;

beforeAll(async () => {
  session = await sharedDeviceSession();
});

test(`VLA forward, ${promise.form}, is at least ${promise.least} times faster than a loop of tfjs operations`, async () => {
  const inputs = residentInputs(attentionArrays({ B: 1, H: 4, T: 128, D: 64 }, 1));
  const loop = opLoopContender(session, inputs);
  const kernel = operatorContender({ session, operator: 'vla', inputs, form: promise.form });
  const { check, times } = await compare(loop, kernel, { pairs: 3 });
  expect(check.ok, `outputs differ by ${check.difference}`).toBe(true);
  expect(times!.ratio.median).toBeGreaterThanOrEqual(promise.least);
});
