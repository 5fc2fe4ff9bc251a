import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { relativeError } from '../../src/math/index.ts';
import { gatedDeltaChunked } from '../../src/ops/gatedDelta/chunked.ts';
import { gatedDeltaGradientChunkedJob } from '../../src/ops/gatedDelta/gradientChunked.ts';
import { gatedDeltaGradientReference } from '../../src/ops/gatedDelta/gradientReference.ts';
import { gatedDeltaGradientProblem, gatedDeltaProblem } from '../../src/ops/gatedDelta/problem.ts';
import { gatedDeltaReference } from '../../src/ops/gatedDelta/reference.ts';
import { runAtOnce } from '../../src/ops/host/job.ts';
import type { HostTensor } from '../../src/tensor.ts';

/** Numbers from outside, where they are at hand. */
const folder = new URL('../../../../shared/golden-next/', import.meta.url);
const files = existsSync(folder) ? readdirSync(folder).filter((name) => /^gatedDelta-.*\.json$/.test(name)) : [];

interface File {
  readonly options: object;
  readonly inputs: Record<string, HostTensor>;
  readonly expected: Record<string, HostTensor> & { readonly gradients?: Record<string, HostTensor> };
}

describe.skipIf(files.length === 0)('golden files, float64', () => {
  test.each(files)('%s', (name) => {
    const { options, inputs, expected } = read(new URL(name, folder));
    const { outputGradient, ...call } = inputs;
    const { gradients, ...results } = expected;
    const problem = gatedDeltaProblem(call as never, options);
    for (const actual of [gatedDeltaReference(problem), gatedDeltaChunked(problem, 16)]) compare(actual, results);
    if (!gradients) return;
    const backward = gatedDeltaGradientProblem({ ...call, outputGradient } as never, options);
    compare(gatedDeltaGradientReference(backward), gradients);
    compare(runAtOnce(gatedDeltaGradientChunkedJob(backward, 7)), gradients);
  });
});

function compare(actual: object, expected: Record<string, HostTensor>): void {
  for (const [name, { shape, data }] of Object.entries(expected)) {
    const tensor = (actual as Record<string, HostTensor>)[name]!;
    expect(tensor.shape, name).toEqual(shape);
    // Files have ten digits.
    expect(relativeError(tensor.data, data), name).toBeLessThanOrEqual(1e-8);
  }
}

function read(file: URL): File {
  return JSON.parse(readFileSync(file, 'utf8'), (_, value: unknown) => {
    const isTensor = typeof value === 'object' && value !== null && 'shape' in value && 'data' in value;
    return isTensor ? { ...value, data: Float64Array.from((value as { data: number[] }).data) } : value;
  }) as File;
}
