import { describe, expect, test } from 'vitest';
import { openSession, vla } from '../src/index.ts';
import { seededRandom } from '../src/random.ts';
import { vlaInputs } from './support/random.ts';

const inputs = vlaInputs(seededRandom(3), { B: 1, H: 2, T: 64, D: 16, Dv: 16, R: 1 });

describe.each(['reference', 'cpu', 'wasm'] as const)(
  'a penalty too small for the precision of the state, on %s',
  (backend) => {
    test.each([
      ['recurrent', /^diverged at step \d+ of batch 0, head 0: 1 \+ uᵀAu is -?[\d.e+]+, and at least 1/],
      ['chunk', /^diverged in steps 0 to 63 of batch 0, head 0: .* no longer positive definite/],
      ['parallel', /^diverged in steps 0 to 63 of batch 0, head 0: .* no longer positive definite/],
    ] as const)('%s: no result, and where it diverged', async (form, message) => {
      const session = await openSession({ backend });
      const call = vla(inputs, { lambda0: 1e-20, form, session });
      await expect(call).rejects.toMatchObject({ fault: 'non-finite', message: expect.stringMatching(message) });
    });

    test('a penalty that is merely small has a result', async () => {
      const session = await openSession({ backend });
      const { output } = await vla(inputs, { lambda0: backend === 'reference' ? 1e-10 : 1e-5, session });
      expect(output.data.every(Number.isFinite)).toBe(true);
    });
  },
);

test('nothing is refused where the caller brings an A that is not positive definite', async () => {
  const session = await openSession({ backend: 'reference' });
  const data = new Float64Array(2 * 16 * 16);
  for (let head = 0; head < 2; head++) for (let i = 0; i < 16; i++) data[(head * 16 + i) * 16 + i] = i % 2 ? -0.2 : 0.3;
  const initialInverse = { shape: [1, 2, 16, 16], data };
  await expect(vla({ ...inputs, initialInverse }, { lambda0: 1, session })).resolves.toMatchObject({
    ran: { form: 'recurrent' },
  });
});
