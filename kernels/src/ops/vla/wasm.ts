import { checkStep } from '../host/job.ts';
import type { WasmForms } from '../operator.ts';
import type { WasmCall, WasmJob } from '../wasm/call.ts';
import { BYTES, padded, paddedResult, paddedRows } from '../wasm/padded.ts';
import { stepsOverHeads } from '../wasm/tokens.ts';
import { checkDelta } from './definite.ts';
import type { VlaProblem } from './problem.ts';
import { nextNudge } from './step.ts';

/** VLA in WebAssembly. */
export const vlaWasm: WasmForms<VlaProblem> = { forms: ['recurrent'], job: stepsOf };

function stepsOf(call: WasmCall<VlaProblem>): WasmJob {
  const { kernels, sizes, result, scratch, floats } = call;
  const { B, H, T, D, Dv } = sizes;
  const { most, steps, place } = stepsOverHeads(B * H * T, vlaOperations(sizes));
  const rows = vlaRows(call, most);
  const results = {
    output: paddedResult(call, result('output'), Dv, most),
    alphas: paddedResult(call, result('writeDirections'), D, most),
    errors: paddedResult(call, result('errors'), Dv, most),
  };
  const report = scratch(1);
  // One object for all steps: a decoder makes a job a token, to which copies of so many members would matter.
  const settings = Object.assign(vlaStepSettings(call), {
    report,
    finalInverse: result('finalInverse'),
    finalMemory: result('finalMemory'),
    skipped: result('skippedUpdates'),
    directions: 0,
    deltas: 0,
    lengths: 0,
    norms: 0,
    readings: 0,
    cuts: 0,
  });

  return {
    steps,
    run(step) {
      const { first, count } = place(step);
      const done = kernels.vlaSteps(
        Object.assign(settings, rows.load(first, count), {
          first,
          count,
          output: results.output.at(first),
          alphas: results.alphas.at(first),
          errors: results.errors.at(first),
        }),
      );
      for (const { save } of Object.values(results)) save(first, done);
      const tokens = { x: result('output') + first * Dv * BYTES, count: done * Dv };
      const bad = kernels.firstNonFinite(tokens);
      if (bad >= 0) checkStep(floats(result('output'), B * H * T * Dv), first + Math.floor(bad / Dv), sizes);
      if (done < count) checkDelta(floats(report, 1)[0]!, first + done, sizes);
    },
  };
}

/** Operations of a token, a multiplication and an addition being one. */
export function vlaOperations({ R, D, Dv }: VlaProblem['sizes']): number {
  return D * ((2 * R + 1) * D + 3 * Dv);
}

/** Rows of the inputs, padded, at most those of `most` tokens at a time. */
export function vlaRows(call: WasmCall<VlaProblem>, most: number) {
  const { sizes, input } = call;
  const { R, D, Dv } = sizes;
  const q = paddedRows(call, input('q'), D, most);
  const k = paddedRows(call, input('k'), D, most);
  const v = paddedRows(call, input('v'), Dv, most);
  const u = paddedRows(call, input('u'), D, most * R);
  return {
    /** Where those of `count` tokens are from token `first` on. */
    load(first: number, count: number) {
      for (const { load } of [q, k, v]) load(first, count);
      u.load(first * R, count * R);
      return { q: q.at(first), k: k.at(first), v: v.at(first), u: u.at(first * R) };
    },
  };
}

/** What the steps of a call have in common: its sizes and options, the states that it begins with, and a place for those of a head. */
export function vlaStepSettings({ sizes, options, input, scratch }: WasmCall<VlaProblem>) {
  const { T, R, D, Dv } = sizes;
  const nudge = nextNudge({ sizes, options });
  const [rows, columns] = [padded(D), padded(Dv)];
  return {
    T,
    R,
    D,
    Dv,
    normalized: Number(options.write === 'normalized'),
    residual: Number(options.error === 'residual'),
    definite: Number(input('initialInverse') === 0),
    diagonal: 1 / options.lambda0,
    nudgeAfter: nudge?.first ?? 0,
    period: nudge?.period ?? 1,
    epsilon: options.epsilon,
    deltaFloor: options.deltaFloor,
    renormalizeAbove: options.renormalizeAbove,
    errorBound: options.errorBound,
    penalized: Number(options.readout === 'penalized'),
    memoryDecay: input('memoryDecay'),
    penaltyDecay: input('penaltyDecay'),
    initialInverse: input('initialInverse'),
    initialMemory: input('initialMemory'),
    A: scratch(rows * rows),
    S: scratch(rows * columns),
    scratch: scratch(6 * rows + 2 * columns),
  };
}
