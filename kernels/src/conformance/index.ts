/**
 * Runs golden files, calls with the numbers they must give, on any session.
 *
 * @module @vla/kernels/conformance
 */
export { parseGolden } from './golden.ts';
export type { GoldenCase } from './golden.ts';
export type { OperatorName } from '../ops/labels.ts';
export { formsOf, runConformance } from './run.ts';
export type { Comparison, ConformanceRun, Skipped } from './run.ts';
export { isSourceCase, parseSourceCase, runSourceCase, runSourceReference } from './source.ts';
export type { SourceCase, SourceComparison, SourceRun } from './source.ts';
export { gradientToleranceOf, hasAlignedKeys, toleranceOf } from './tolerance.ts';
