import { unlessAborted } from '../../runtime/abort.ts';
import { fastestHost, sharedSession } from '../../runtime/session.ts';
import type { WebGpuSession } from '../../runtime/session.ts';
import type { RunReport } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';
import type { GradientCall, GradientProblem, Operator, Problem, RunOptions } from '../operator.ts';
import { hasTokens, inputNames } from '../validation/axes.ts';
import { takeTensor } from '../validation/inputs.ts';
import { anOperator } from '../validation/shapes.ts';
import { gradientArraysInWasm } from './arraysInWasm.ts';
import { gradientFormOnProcessor } from './form.ts';
import { gradientName, gradientProblem, inShapesOf, inputOf } from './gradientProblem.ts';
import { gradientHostJob } from './hostJob.ts';
import { inputsToTheFront, mapTokens, placesOf, takePadding, toTheFront, toTheirPlaces } from './padding.ts';
import { ON_PROCESSOR, planForGradient } from './plan.ts';
import { isOnWasm, runJob, runPlan, tensorsOf } from './run.ts';

type Gradients = Readonly<Record<string, HostTensor>> & { readonly ran: RunReport };

/** Computes the gradient of an operator from arrays, of which each sequence is as if it were alone. */
export async function runGradient<P extends Problem, Options extends RunOptions, Result>(
  operator: Operator<P, Options>,
  inputs: object,
  given: Options,
): Promise<Result> {
  anOperator('operator', operator);
  const { padding, options } = takePadding(given);
  if (!padding) return runWhole(operator, inputs, options);
  const { forward, gradients } = gradientProblem(operator, inputs, options);
  const places = placesOf(padding, forward.sizes);
  if (!places) return runWhole(operator, inputs, options);
  const axes = operator.results(options);
  const ofResults = Object.entries(gradients)
    .filter((entry): entry is [string, HostTensor] => entry[1] !== null)
    .map(([result, gradient]) => [
      gradientName(result),
      hasTokens(axes[result]!) ? toTheFront(gradient, places, 0) : gradient,
    ]);
  const names = inputNames(operator.inputs).filter((name) => (inputs as Record<string, unknown>)[name] !== undefined);
  const copies = Object.fromEntries(
    names.map((name) => [name, takeTensor(name, (inputs as Record<string, unknown>)[name])]),
  );
  const moved = { ...inputsToTheFront(operator, copies, places), ...Object.fromEntries(ofResults) };
  const { ran, ...found } = (await runWhole(operator, moved, options)) as Gradients;
  const restored = mapTokens(operator.inputs, found as Record<string, HostTensor>, (gradient) =>
    toTheirPlaces(gradient, places),
  );
  return { ...restored, ran } as Result;
}

/** Computes the gradient of an operator from arrays, and gives each one the shape of the tensor that it belongs to. */
async function runWhole<P extends Problem, Options extends RunOptions, Result>(
  operator: Operator<P, Options>,
  inputs: object,
  options: Options,
): Promise<Result> {
  const placed = isOnWasm(options) ? gradientArraysInWasm(operator, inputs, options) : null;
  if (placed) {
    const shapes = shapesOf(inputs as Readonly<Record<string, HostTensor>>, operator);
    return inShapesOf(shapes, await runJob({ operator: `${operator.name} gradient`, run: placed, options })) as Result;
  }
  const problem = gradientProblem(operator, inputs, options);
  const { forward } = problem;
  // Before the session is waited for: a form that there is not is the caller's fault at once.
  gradientFormOnProcessor(operator, forward, options);
  const call = gradientCall(problem);
  const shapes = shapesOf(inputs as Readonly<Record<string, HostTensor>>, operator);
  const given = options.session ?? (await unlessAborted(sharedSession(), options.signal));
  const obstacle = operator.gradient.onlyOnProcessor?.(call, options.form) ?? null;
  if (given.backend === 'webgpu' && !obstacle)
    return inShapesOf(shapes, await runOnDevice(operator, problem, call, options, given)) as Result;
  const onProcessor = given.backend === 'webgpu';
  const run = gradientHostJob(operator, onProcessor ? await fastestHost() : given.backend, problem, options);
  const gradients = await runJob({
    operator: `${operator.name} gradient`,
    run: onProcessor ? { ...run, reason: `${obstacle}: ${ON_PROCESSOR}` } : run,
    options,
  });
  return inShapesOf(shapes, gradients) as Result;
}

function gradientCall<P extends Problem>({ forward, gradients, given }: GradientProblem<P>): GradientCall<P> {
  const there = Object.keys(gradients).filter((result) => gradients[result]);
  return { sizes: forward.sizes, options: forward.options, given: new Set([...given, ...there.map(gradientName)]) };
}

/** Shapes of the call's tensors, which the gradients get, as they are now. */
function shapesOf(
  inputs: Readonly<Record<string, HostTensor>>,
  { inputs: axes }: Pick<Operator, 'inputs'>,
): Record<string, readonly number[]> {
  const given = inputNames(axes).filter((name) => inputs[name]);
  return Object.fromEntries(given.map((name) => [name, [...inputs[name]!.shape]]));
}

async function runOnDevice<P extends Problem>(
  operator: Operator<P>,
  { forward, gradients }: GradientProblem<P>,
  call: GradientCall<P>,
  options: RunOptions,
  session: WebGpuSession,
): Promise<Gradients> {
  const results = Object.entries(gradients).map(([result, gradient]) => [gradientName(result), gradient]);
  const planned = planForGradient(operator, call, options, session);
  const { outputs, ran } = await runPlan({
    operator: `${operator.name} gradient`,
    session,
    planned,
    inputs: tensorsOf(planned, { ...forward.inputs, ...Object.fromEntries(results) }),
    sizes: forward.sizes,
    options,
  });
  const tensors = Object.entries(outputs).map(([name, data]) => [inputOf(name), { shape: [], data }]);
  return { ...Object.fromEntries(tensors), ran } as Gradients;
}
