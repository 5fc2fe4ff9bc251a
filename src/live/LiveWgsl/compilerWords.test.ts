import { expect, test } from 'vitest';
import { compilerWords } from './compilerWords.ts';

test.each([
  [
    // Firefox 153
    '\nShader \'changed kernel\' parsing error: expected expression, found ";"\n  ┌─ wgsl:2:15\n  │\n2 │   let a = 1 * ;\n  │               ^ expected expression\n\n',
    'expected expression, found ";"',
  ],
  [
    "\nShader validation error: Entry point main at Compute is invalid\n  ┌─ changed kernel:3:3\n  │\n3 │   o[0] = 1.0;\n  │   ^^^^ writing to this location is not permitted\n  │\n  = The pointer [1] doesn't relate to a valid destination for a store\n\n",
    "Entry point main at Compute is invalid\nwriting to this location is not permitted\nThe pointer [1] doesn't relate to a valid destination for a store",
  ],
  [
    "\nShader validation error: Function [0] 'f' is invalid\n  ┌─ changed kernel:1:1\n  │\n1 │ fn f() -> f32 { }\n  │ ^^^^^^^^^^^^^^^^^ naga::ir::Function [0]\n  │\n  = The `return` expression None does not match the declared return type Some([0])\n\n",
    "Function [0] 'f' is invalid\nThe `return` expression None does not match the declared return type Some([0])",
  ],
  // Chromium 156
  ['unable to parse right side of * expression', 'unable to parse right side of * expression'],
])('%j is said as %j', (message, words) => {
  expect(compilerWords(message)).toBe(words);
});
