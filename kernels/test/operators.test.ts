import { describe, expect, test } from 'vitest';
import { ArgumentError, deltaNet, linearAttention, openSession, softmaxAttention, vla } from '../src/index.ts';
import type { HostSession, HostTensor, RunReport } from '../src/index.ts';
import { relativeError } from '../src/math/index.ts';
import { seededRandom } from '../src/random.ts';
import { normals, unitVectors, vlaInputs } from './support/random.ts';

const [reference, cpu] = [await openSession({ backend: 'reference' }), await openSession({ backend: 'cpu' })];
const inputs = vlaInputs(seededRandom(1), { B: 1, H: 2, T: 12, R: 2, D: 6, Dv: 4 });
const { q, k, v } = inputs;

/** Each operator on equal q, k, v. */
const operators = {
  vla: (session: HostSession) => vla(inputs, { lambda0: 0.5, session }),
  deltanet: (session: HostSession) => deltaNet({ q, k, v }, { session }),
  // Exponentials keep the features positive.
  linear: (session: HostSession) => linearAttention({ q: exponentials(q), k: exponentials(k), v }, { session }),
  softmax: (session: HostSession) => softmaxAttention({ q, k, v }, { session }),
};

function exponentials(tensor: HostTensor): HostTensor {
  return { shape: tensor.shape, data: tensor.data.map(Math.exp) };
}

describe.each(Object.entries(operators))('%s', (operator, call) => {
  test('float64 from the reference, float32 from the CPU, equal numbers', async () => {
    const exact: object = await call(reference);
    const quick: object = await call(cpu);
    const { ran: _, ...tensors } = exact as Record<string, HostTensor> & { ran: never };
    for (const [name, { data }] of Object.entries(tensors as Record<string, HostTensor>)) {
      const other = (quick as Record<string, HostTensor>)[name].data;
      expect(data).toBeInstanceOf(Float64Array);
      expect(other).toBeInstanceOf(Float32Array);
      expect(relativeError(other, data)).toBeLessThanOrEqual(2e-5);
    }
  });

  test('the report says what ran', async () => {
    const { ran } = (await call(cpu)) as { ran: RunReport };
    expect(ran).toMatchObject({ operator, backend: 'cpu', adapter: cpu.adapter, dispatches: 0 });
    expect(ran.reason).not.toBe('');
    expect(ran.milliseconds).toBeGreaterThan(0);
  });
});

describe('forms on the processor', () => {
  test.each([reference, cpu])('$backend: chunk and recurrent agree', async (session) => {
    const options = { lambda0: 0.5, keepIntermediates: true, session } as const;
    const recurrent = await vla(inputs, { ...options, form: 'recurrent' });
    const chunk = await vla(inputs, { ...options, form: 'chunk', chunkLength: 5 });
    expect([recurrent.ran.form, chunk.ran.form]).toEqual(['recurrent', 'chunk']);
    for (const name of ['output', 'finalMemory', 'finalInverse', 'writeDirections', 'errors'] as const) {
      const [a, b] = [chunk[name]!, recurrent[name]!];
      expect(a.data.constructor).toBe(b.data.constructor);
      expect(relativeError(a.data, b.data)).toBeLessThanOrEqual(session.backend === 'cpu' ? 2e-5 : 1e-12);
    }
  });

  test('a forced form that an option forbids is refused', async () => {
    const call = vla(inputs, { lambda0: 1, renormalizeAbove: 1, form: 'chunk', session: cpu });
    await expect(call).rejects.toMatchObject({ name: 'ArgumentError', argument: 'renormalizeAbove' });
  });

  test('a form that an operator lacks is refused', async () => {
    await expect(deltaNet({ q, k, v }, { form: 'full', session: cpu })).rejects.toThrow(
      'deltanet has "recurrent" and "chunk"',
    );
    await expect(softmaxAttention({ q, k, v }, { form: 'recurrent', session: cpu })).rejects.toThrow(ArgumentError);
  });

  test('intermediates only on demand', async () => {
    expect(await vla(inputs, { lambda0: 1, session: cpu })).not.toHaveProperty('errors');
  });
});

describe('a call', () => {
  test('leaves its inputs alone', async () => {
    const float32 = { shape: q.shape, data: Float32Array.from(q.data) };
    const initialMemory = { shape: [1, 2, 4, 6], data: new Float32Array(48).fill(1) };
    const result = await vla({ ...inputs, q: float32, initialMemory }, { lambda0: 1, session: cpu });
    expect(float32.data).toEqual(Float32Array.from(q.data));
    expect(initialMemory.data).toEqual(new Float32Array(48).fill(1));
    expect(result.finalMemory.data).not.toBe(initialMemory.data);
  });

  test('rejects unusable arguments, whatever the session', async () => {
    await expect(vla({ ...inputs, v: q, k: v }, { lambda0: 1 })).rejects.toThrow(ArgumentError);
  });

  test('can be cancelled while it runs', async () => {
    const random = seededRandom(2);
    const long = [1, 1, 20_000, 32] as const;
    const tensors = { q: normals(random, ...long), k: unitVectors(random, ...long), v: normals(random, ...long) };
    const controller = new AbortController();
    const fractions: number[] = [];
    const onProgress = (fraction: number): void => {
      fractions.push(fraction);
      if (fraction > 0.05) controller.abort();
    };
    await expect(deltaNet(tensors, { session: cpu, signal: controller.signal, onProgress })).rejects.toThrow(/abort/i);
    expect(fractions.at(-1)).toBeLessThan(0.9);
  });
});
