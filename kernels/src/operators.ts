/**
 * Every operator as one value, for all that goes over them: checks, timings, tests.
 *
 * @module @vla/kernels/operators
 */
export { runGradient } from './ops/call/gradient.ts';
export { runOperator } from './ops/call/run.ts';
export { exampleInputs } from './ops/example.ts';
export { operatorLabels, operatorNames } from './ops/labels.ts';
export type { OperatorName } from './ops/labels.ts';
export { operators } from './ops/operators.ts';
export type {
  Cut,
  Decoding,
  Example,
  ExampleNumbers,
  FormChoice,
  GradientCall,
  KeepingPlan,
  Obstacle,
  Operator,
  OperatorGradient,
  Problem,
  StatePart,
  TokenPlan,
  TokenWatch,
  WasmForms,
} from './ops/operator.ts';
export type { WasmKernels } from './runtime/wasm/generated.ts';
export type { Sized, WasmCall, WasmJob } from './ops/wasm/call.ts';
export type { HostJob } from './ops/host/job.ts';
export type { Axes, InputAxes } from './ops/validation/axes.ts';
export type { VlaCallOptions } from './ops/vla/problem.ts';
export type { RowBound } from './runtime/tensorGuards.ts';
