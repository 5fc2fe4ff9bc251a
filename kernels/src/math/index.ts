/**
 * The linear algebra that experiments and tests need: norms, Cholesky factors, spectra.
 *
 * @module @vla/kernels/math
 */
export * from './cholesky.ts';
export * from './differences.ts';
export * from './matrix.ts';
export * from './spectrum.ts';
export * from './vector.ts';
