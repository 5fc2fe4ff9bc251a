import { beforeAll, expect, test } from 'vitest';
import { vla } from '../../src/index.ts';
import type { WebGpuSession } from '../../src/index.ts';
import { relativeError } from '../../src/math/index.ts';
import { runAtOnce } from '../../src/ops/host/job.ts';
import type { VlaOptions, VlaResult } from '../../src/ops/vla/types.ts';
import { vlaChunkedJob } from '../../src/ops/vla/host/chunked.ts';
import type { Form } from '../../src/runtime/types.ts';
import { vlaProblem } from '../../src/ops/vla/problem.ts';
import { defaultLimitsSession } from '../support/device.ts';
import { joined, stepsOf } from '../support/generated.ts';
import { generatedVla } from '../support/generatedVla.ts';
import type { GeneratedVla } from '../support/generatedVla.ts';

const CASES = 20;

let session: WebGpuSession;
beforeAll(async () => {
  session = await defaultLimitsSession();
});

/** Cases in turn step by step, in chunks and in segments; where there is a nudge, segments become chunks. */
function formOf(index: number, { options }: GeneratedVla): Form {
  const form = (['parallel', 'chunk', 'recurrent', 'parallel'] as const)[index % 4]!;
  return form === 'parallel' && options.stabilization ? 'chunk' : form;
}

/** The whole call; or both parts of it, the second continuing from the state of the first. */
async function run({ inputs, sizes: { T, cut }, options, chunkLength, segments }: GeneratedVla, form: Form) {
  const all: VlaOptions & { form: Form } = { ...options, ...{ session, form, chunkLength, segments } };
  if (!cut) return vla(inputs, all);
  const start = await vla(stepsOf(inputs, 0, cut), all);
  const { finalMemory: initialMemory, finalInverse: initialInverse } = start;
  const end = await vla(
    { ...stepsOf(inputs, cut, T), initialMemory, initialInverse },
    { ...all, firstStep: (options.firstStep ?? 0) + cut },
  );
  const both = (name: 'output' | 'writeDirections' | 'errors') =>
    start[name] && { [name]: joined([start[name], end[name]!]) };
  return { ...end, ...both('output'), ...both('writeDirections'), ...both('errors') } as VlaResult;
}

const cases = Array.from({ length: CASES }, (_, index) => {
  const generated = generatedVla(9000 + index);
  return { generated, form: formOf(index, generated), ...generated.sizes, seed: generated.seed };
});

test.each(cases)('$form: B=$B H=$H T=$T D=$D Dv=$Dv R=$R, cut after $cut (seed $seed)', async ({ generated, form }) => {
  const { inputs, options, tolerance } = generated;
  const expected = runAtOnce(vlaChunkedJob(vlaProblem(inputs, options), { chunkLength: 32 }));
  const result = await run(generated, form);
  expect(result.ran.form).toBe(form);
  expect([...result.skippedUpdates.data].every((count) => count === 0)).toBe(true);
  for (const name of ['output', 'finalMemory', 'finalInverse', 'writeDirections', 'errors'] as const) {
    if (!expected[name]) continue;
    expect(result[name]!.shape, name).toEqual(expected[name].shape);
    expect(relativeError(result[name]!.data, expected[name].data), name).toBeLessThanOrEqual(tolerance);
  }
});
