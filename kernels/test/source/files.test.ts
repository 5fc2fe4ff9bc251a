import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { runSourceCase } from '../../src/conformance/index.ts';
import { loadWasm } from '../../src/index.ts';
import { decodeSafetensors, loadSafetensors, readSource, sourceClasses } from '../../src/model/index.ts';
import { sourceFiles } from './sourceFiles.ts';

test('there is a file for every class of the source', () => {
  expect(new Set(sourceFiles.map(({ given }) => given.class))).toEqual(new Set(sourceClasses));
});

test.each(sourceFiles)('$name is recognised by its names', ({ given, weights }) => {
  const read = readSource(weights, { options: given.options });
  expect(read.class).toBe(given.class);
  expect(Object.keys(readSource(weights).passedOver).every((name) => /steps|lambda_net/.test(name))).toBe(true);
});

describe.each(['cpu', 'wasm'])('on tfjs’s backend "%s"', (backend) => {
  test.each(sourceFiles)(
    '$name gives what the source’s class gives, and leaves no tensor',
    async ({ given, weights }) => {
      await loadWasm();
      expect(await tf.setBackend(backend)).toBe(true);
      const before = tf.memory().numTensors;
      const { lines, problem } = await runSourceCase(given, weights);
      expect(problem).toBeNull();
      expect(lines.map(({ tensor }) => tensor)).toEqual(Object.keys(given.expected));
      expect(lines.filter(({ ok }) => !ok)).toEqual([]);
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});

test.each(sourceFiles)('$name is saved under the names that it had, number for number', async ({ given, weights }) => {
  await tf.setBackend('cpu');
  const source = loadSafetensors(weights, { class: given.class, options: given.options });
  const stored = decodeSafetensors(weights).tensors;
  const { tensors, metadata } = decodeSafetensors(await source.save());
  source.dispose();
  expect(metadata).toEqual({ format: 'pt' });
  // A tied matrix once, under the name of the embedding or the only one that the file has.
  const missing = Object.keys(stored).filter((name) => !Object.hasOwn(tensors, name));
  expect(missing.every((name) => name === 'head.weight' || Object.hasOwn(source.passedOver, name))).toBe(true);
  for (const [name, tensor] of Object.entries(tensors))
    expect(tensor, name).toEqual(stored[name] ?? stored['head.weight']);
});

test('an output that is off by more than the tolerance fails, and one of another shape is named', async () => {
  await tf.setBackend('cpu');
  const { given, weights } = sourceFiles[0]!;
  const { shape, data } = given.expected['output']!;
  const off = { ...given, expected: { output: { shape, data: data.map((value) => value * (1 + 3e-5)) } } };
  expect((await runSourceCase(off, weights)).lines).toMatchObject([{ tensor: 'output', ok: false }]);
  const other = { ...given, expected: { output: { shape: [...shape, 1], data } } };
  const { lines, problem } = await runSourceCase(other, weights);
  expect(lines).toMatchObject([{ relativeError: null, ok: false }]);
  expect(problem).toContain('output: has the shape');
});
