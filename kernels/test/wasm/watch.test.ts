import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, expect, test } from 'vitest';
import { loadWasm, openSession, vla, watchWasm } from '../../src/index.ts';

beforeAll(async () => {
  await loadWasm();
  await tf.setBackend('wasm');
});

const inputs = () => tf.randomUniform([1, 1, 8, 4], 0, 1, 'float32', 1) as tf.Tensor4D;

test('calls by tensors and by arrays are reported with what computes them, and no longer once that is ended', async () => {
  const x = inputs();
  const { computedIn, end } = watchWasm();
  const call = (form: 'recurrent' | 'chunk') => {
    const { ran: _, ...tensors } = vla({ q: x, k: x, v: x, u: x }, { lambda0: 1, form });
    tf.dispose(tensors);
  };
  call('recurrent');
  expect(computedIn).toEqual({ webAssembly: new Set(['vla']), javaScript: new Set() });
  tf.dispose(tf.grad((k) => vla({ q: x, k: k as tf.Tensor4D, v: x, u: x }, { lambda0: 1 }).output)(x));
  expect([...computedIn.webAssembly]).toEqual(['vla', 'vla gradient']);
  call('chunk');
  expect([...computedIn.javaScript]).toEqual(['vla']);
  end();
  const array = { shape: [1, 1, 8, 4], data: new Float32Array(32).fill(0.5) };
  const later = watchWasm();
  const where = { lambda0: 1, session: await openSession({ backend: 'wasm' }) };
  await vla({ q: array, k: array, v: array, u: array }, where);
  await vla({ q: array, k: array, v: array, u: array }, { lambda0: 1, session: await openSession({ backend: 'cpu' }) });
  expect(later.computedIn).toEqual({ webAssembly: new Set(['vla']), javaScript: new Set() });
  later.end();
  expect([...computedIn.javaScript]).toEqual(['vla']);
  x.dispose();
});
