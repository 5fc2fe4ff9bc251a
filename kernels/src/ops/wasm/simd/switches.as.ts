/**
 * Switches that are set when a kernel is compiled: a function with a type parameter is compiled once for each, and
 * `isInteger<T>()` asks which it is.
 */
export type On = i32;
export type Off = f32;
