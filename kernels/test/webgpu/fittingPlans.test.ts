import { beforeAll, describe, expect, test } from 'vitest';
import { deltaNet, linearAttention, openDeltaNetDecoder, openLinearAttentionDecoder, vla } from '../../src/index.ts';
import type { HostTensor, WebGpuSession } from '../../src/index.ts';
import { openSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { seededRandom } from '../../src/random.ts';
import { decode, stacked } from '../support/decoding.ts';
import { defaultLimitsSession } from '../support/device.ts';
import { normals, unitVectors, vlaInputs } from '../support/random.ts';

let session: WebGpuSession;
beforeAll(async () => {
  session = await defaultLimitsSession();
});

const random = seededRandom(6);
const positive = ({ shape, data }: HostTensor): HostTensor => ({ shape, data: data.map(Math.exp) });

describe('sizes that only one form holds, at WebGPU’s default limits', () => {
  test('linear attention of 32,768 batches: every number of every head', async () => {
    const B = 32768;
    const inputs = {
      q: positive(normals(random, B, 1, 1, 1)),
      k: positive(normals(random, B, 1, 1, 1)),
      v: normals(random, B, 1, 1, 64),
    };
    const { output, ran } = await linearAttention(inputs, { session });
    expect(ran.backend).toBe('webgpu');
    const cpu = await linearAttention(inputs, { session: await openSession({ backend: 'cpu' }) });
    expect(relativeError(output.data, cpu.output.data)).toBeLessThanOrEqual(1e-6);
    // The last heads lie in the second layer of the grid.
    expect(relativeError(output.data.subarray(-6400), cpu.output.data.subarray(-6400))).toBeLessThanOrEqual(1e-6);
  });

  test('vla with keys of 257 goes by chunks', async () => {
    const inputs = vlaInputs(random, { B: 1, H: 1, T: 17, R: 1, D: 257, Dv: 2 });
    const { output, ran } = await vla(inputs, { lambda0: 1, session });
    expect(ran).toMatchObject({ form: 'chunk', reason: 'the recurrent form does not fit this device' });
    const cpu = await vla(inputs, { lambda0: 1, session: await openSession({ backend: 'cpu' }) });
    expect(relativeError(output.data, cpu.output.data)).toBeLessThanOrEqual(2e-5);
  });

  test('deltaNet and its decoder with keys of 520', async () => {
    const [B, H, T, D, Dv] = [1, 2, 6, 520, 3];
    const inputs = {
      q: normals(random, B, H, T, D),
      k: unitVectors(random, B, H, T, D),
      v: normals(random, B, H, T, Dv),
    };
    const { output } = await deltaNet(inputs, { session: await openSession({ backend: 'cpu' }) });
    const whole = await deltaNet(inputs, { session });
    expect(whole.ran.form).toBe('chunk');
    expect(relativeError(whole.output.data, output.data)).toBeLessThanOrEqual(2e-5);
    const decoder = await openDeltaNetDecoder({ sizes: { B, H, D, Dv }, session });
    const decoded = await decode(decoder, inputs, 0, T);
    expect(decoded[0]!.ran.form).toBe('chunk');
    expect(relativeError(stacked(decoded).data, output.data)).toBeLessThanOrEqual(2e-5);
    decoder.dispose();
  });

  test('a decoder of linear attention with keys of 2100', async () => {
    const [B, H, T, D, Dv] = [1, 1, 4, 2100, 3];
    const inputs = {
      q: positive(normals(random, B, H, T, D)),
      k: positive(normals(random, B, H, T, D)),
      v: normals(random, B, H, T, Dv),
    };
    const { output } = await linearAttention(inputs, { session: await openSession({ backend: 'cpu' }) });
    const decoder = await openLinearAttentionDecoder({ sizes: { B, H, D, Dv }, session });
    const decoded = await decode(decoder, inputs, 0, T);
    expect(relativeError(stacked(decoded).data, output.data)).toBeLessThanOrEqual(2e-5);
    decoder.dispose();
  });
});
