export * from './cholesky.ts';
export * from './matrix.ts';
export * from './spectrum.ts';
export * from './vector.ts';
