/** A change that changes no result, with the reason why. Lines without the white space around them. */
export interface Equivalent {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly because: string;
}

/** Survivors that were looked at. They count neither as killed nor as survived. */
export const equivalents: readonly Equivalent[] = [
  {
    path: 'kernels/src/ops/deltaRule/gradient/reverse.wgsl.ts',
    from: '(X, _, h) => `${X} += outerBlock(weight${h}, query); f${h} += ${X} * along;`,',
    to: '(X, weight, h) => `${X} += outerBlock(weight${h}, query); f${h} += ${X} * along;`,',
    because: 'a parameter that nothing uses: in the text, weight is the name of a variable of the shader',
  },
  ...['kernels/src/ops/vla/recurrent/onePassStep.wgsl.ts', 'kernels/src/ops/vla/decode/decode.wgsl.ts'].map((path) => ({
    path,
    from: 'let unit = select(1e18, 1e-18, square > 1.0);',
    to: 'let unit = select(1e18, 1e-18, square >= 1.0);',
    because: 'it is asked of sums over 1e36 and under 1e-30 alone',
  })),
  ...['square > 1e36 || square <= 1e-30', 'square > 2e+36 || square < 1e-30'].map((to) => ({
    path: 'kernels/src/ops/vla/decode/decode.wgsl.ts',
    from: 'if (square > 1e36 || square < 1e-30) {',
    to: `if (${to}) {`,
    because: 'near these bounds float32 holds the sum of squares in either unit',
  })),
  {
    path: 'kernels/src/ops/vla/recurrent/onePass.wgsl.ts',
    from: 'var side = 0u;',
    to: 'var side = 1u;',
    because: 'either of two buffers may be the first one',
  },
  {
    path: 'kernels/src/ops/vla/recurrent/onePass.wgsl.ts',
    from: 'var<workgroup> sharedY: array<${vector}, 2>;',
    to: 'var<workgroup> sharedY: array<${vector}, 3>;',
    because: 'a third buffer, which nothing uses',
  },
  {
    path: 'kernels/src/ops/vla/recurrent/onePassStep.wgsl.ts',
    from: 'for (var j = 0u; j < size; j++) { Z[j] = ${type}(); }',
    to: 'for (var j = 0u; j <= size; j++) { Z[j] = ${type}(); }',
    because: 'what is written past the end of an array lands in it or nowhere, and here everything in it becomes zero',
  },
  ...[
    '!task.inSteps || (4u * column + 8u) * settings.R > 4u / row',
    'task.inSteps || (4u * column + 8u) * settings.R > 4u * row',
  ].map((to) => ({
    path: 'kernels/src/ops/vla/chunk/inverse.wgsl.ts',
    from: 'task.needed = !task.inSteps || (4u * column + 8u) * settings.R > 4u * row;',
    to: `task.needed = ${to};`,
    because:
      'tiles are computed that nobody reads; those of the right part, whose columns come after all rows, are needed by the second condition, too',
  })),
  {
    path: 'kernels/src/ops/chunks/gradient/stages.wgsl.ts',
    from: 'task = Task(0u, 0u, 0u, 0u, 0u, 1.0, ${source}, ${columns}, ${strides}, ${mirror}, ${mirrorStride}, false, 0u, 0u, 0u, 0u);`,',
    to: 'task = Task(0u, 1u, 0u, 0u, 0u, 1.0, ${source}, ${columns}, ${strides}, ${mirror}, ${mirrorStride}, false, 0u, 0u, 0u, 0u);`,',
    because: 'a copy is a product of no rows, and the stride lies between rows',
  },
  {
    path: 'kernels/src/ops/deltaRule/wasm/gradient.as.ts',
    from: 'const toGamma = dGamma ? dGamma + scalars : 0;',
    to: 'const toGamma = dGamma ? dGamma + scalars : 1;',
    because: 'it is read with decays alone, whose gradient every call with decays has',
  },
];

/** Why a change is known to change nothing; null where it is not. */
export function knownEquivalent(diff: string, list: readonly Equivalent[] = equivalents): string | null {
  const [place = '', ...lines] = diff.split('\n');
  const side = (mark: string): string =>
    lines
      .filter((line) => line.startsWith(mark))
      .map((line) => line.slice(1).trim())
      .join('\n');
  const known = list.find(
    ({ path, from, to }) => place.startsWith(`${path}:`) && side('-') === from && side('+') === to,
  );
  return known?.because ?? null;
}
