import { openSession } from '@vla/kernels';
import { exampleInputs, operators, runOperator, type Operator } from '@vla/kernels/operators';
import { seededRandom } from '@vla/kernels/random';
import { expect, test } from 'vitest';
import { watchPlace } from './place.ts';

const sizes = { B: 1, H: 1, T: 3, D: 4, Dv: 4, R: 1 };

/** Calls an operator with its kernels, or as one that has none. */
async function call(name: 'linear' | 'softmax', { kernels }: { kernels: boolean }): Promise<void> {
  const operator: Operator = { ...operators[name], ...(!kernels && { wasm: undefined }) };
  await runOperator<never, object, Promise<object>>(
    operator as never,
    exampleInputs(operator, seededRandom(1), sizes),
    {
      session: await openSession({ backend: 'wasm' }),
    },
  );
}

test('what computes in JavaScript, since WebAssembly has not its form, is named', async () => {
  const opened = { session: await openSession({ backend: 'wasm' }), note: null, reason: null };
  const { place, end } = watchPlace(opened);
  const training = watchPlace(opened, { training: true });
  expect(place()).toMatchObject({ backend: 'wasm', adapter: 'CPU (float32, WebAssembly)' });
  await call('softmax', { kernels: false });
  expect(place()).toMatchObject({ backend: 'cpu', adapter: 'CPU (float32, JavaScript)' });
  expect(training.place().adapter).toBe('CPU (float32, WebAssembly; softmax attention in JavaScript)');
  await call('linear', { kernels: true });
  const both = { backend: 'wasm', adapter: 'CPU (float32, WebAssembly; softmax attention in JavaScript)' };
  expect(place()).toMatchObject(both);
  end();
  training.end();
  await call('linear', { kernels: false });
  expect(place()).toMatchObject(both);
});

test('what was computed before is not named, and a session in JavaScript says that anyway', async () => {
  await call('linear', { kernels: false });
  const session = await openSession({ backend: 'wasm' });
  const { place, end } = watchPlace({ session, note: null, reason: null });
  await call('linear', { kernels: true });
  expect(place().adapter).toBe('CPU (float32, WebAssembly)');
  end();
  const onJavaScript = watchPlace({ session: await openSession({ backend: 'cpu' }), note: 'why', reason: null });
  expect(onJavaScript.place()).toEqual({
    backend: 'cpu',
    adapter: 'CPU (float32, JavaScript)',
    software: false,
    note: 'why',
  });
  onJavaScript.end();
});
