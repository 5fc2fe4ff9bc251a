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
export type { Operator, OperatorGradient, Problem } from './ops/operator.ts';
