import { expect, test } from 'vitest';
import { TensorGuards } from '../../src/runtime/tensorGuards.ts';
import { defaultLimitsSession } from '../support/device.ts';

const [heads, T, D] = [2, 5, 4];
const words = heads * T * D;
const rows = { longest: 10, name: 'direction', reason: 'it is a test' };

/** What guards leave in their flags for a tensor with `numbers` in its buffer, of which it has the first. */
async function flagsOf(guarded: { readonly bounded: boolean; readonly copies: boolean }, numbers: Float32Array) {
  const tensor = { name: 'u', shape: [1, heads, T, D], ...(guarded.bounded && { rows }) };
  const job = { name: 'test', heads, T, causal: true, copies: guarded.copies, inputs: [tensor], results: [] };
  const guards = new TensorGuards(job);
  const passes = guards.inputPieces.map(({ pass }) => pass);
  const session = await defaultLimitsSession();
  const copy = TensorGuards.copyOf('u');
  const { outputs } = await session.execute(
    {
      ...{ name: 'guards', passes, workgroupBytes: 0, workgroupSize: 32 },
      buffers: [
        { name: 'u', role: 'input', words: numbers.length },
        { name: TensorGuards.flags, role: 'state', words: guards.words },
        ...(guarded.copies ? [{ name: copy, role: 'state' as const, words: numbers.length }] : []),
      ],
    },
    { u: numbers, [TensorGuards.flags]: new Float32Array(guards.words), [copy]: numbers.slice() },
  );
  session.dispose();
  const flags = new Uint32Array(outputs[TensorGuards.flags]!.slice().buffer);
  return { flags: [...flags], copy: outputs[copy], fault: guards.faultOf(flags.subarray(heads)) };
}

test.each([
  { what: 'numbers', bounded: false, copies: false },
  { what: 'numbers, with a copy', bounded: false, copies: true },
  { what: 'rows', bounded: true, copies: false },
  { what: 'rows, with a copy', bounded: true, copies: true },
])('what follows a tensor in its buffer is not looked at, nor changed: $what', async (guarded) => {
  const numbers = new Float32Array(3 * words).fill(1);
  numbers.fill(99, words);
  const after = await flagsOf(guarded, numbers);
  expect(after.flags).toEqual(after.flags.map(() => 0));
  if (guarded.copies) expect(after.copy).toEqual(numbers);
  // Its own last row is.
  numbers[words - 1] = guarded.bounded ? 99 : NaN;
  const { fault } = await flagsOf(guarded, numbers);
  expect(fault).toMatchObject({ position: { buffer: 'u', index: guarded.bounded ? words - D : words - 1 } });
});
