import { expect, test } from 'vitest';
import { decodeSafetensors, readSource, sourceClasses, sourceKeyMap } from '../../src/model/index.ts';
import { sourceFiles } from './sourceFiles.ts';

test.each(sourceFiles)('the names of the map of its class are those of $name', ({ given, weights }) => {
  const map = sourceKeyMap(given.class);
  const { weights: own } = readSource(weights, { options: given.options });
  const stored = Object.keys(decodeSafetensors(weights).tensors);
  const first = (name: string): boolean => !/\.[1-9]\d*\./.test(name.replace(/\.(ff|ffn|lambda_net)\.\d/, ''));
  // Another attention in the model has other names.
  const outside = (name: string): boolean => !/\.(attn|mixer)\./.test(name);
  const isModel = stored.some((name) => name.includes('.ln1.'));
  for (const { name, from, transposed } of own.filter(({ name }) => first(name) && (!isModel || outside(name)))) {
    if (name.startsWith('classHead')) continue;
    expect(map.find((weight) => weight.name === name)).toMatchObject({ from, transposed });
  }
});

test('every class has a map, and no name of ours is in one twice', () => {
  for (const name of sourceClasses) {
    const names = sourceKeyMap(name).map((weight) => weight.name);
    expect(names.length, name).toBeGreaterThan(7);
    expect(new Set(names).size, name).toBe(names.length);
  }
});
