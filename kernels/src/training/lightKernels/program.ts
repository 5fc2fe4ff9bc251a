import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';

/** The members that tfjs's WebGPU backend reads of a program. */
export interface TfjsProgram {
  readonly variableNames: string[];
  /** Numbers to a vector in each input; 1 or 4. */
  readonly variableComponents: number[];
  readonly outputComponent: number;
  readonly outputShape: number[];
  readonly uniforms: string;
  readonly workgroupSize: [number, number, number];
  readonly dispatchLayout: { readonly x: number[] };
  dispatch: [number, number, number];
  readonly shaderKey: string;
  readonly getUserCode: () => string;
}

/** The members of tfjs's WebGPU backend that running one needs. */
export interface ProgramRunner {
  readonly device: GPUDevice;
  runWebGPUProgram(
    program: TfjsProgram,
    inputs: readonly TensorInfo[],
    outputType: DataType,
    uniforms: readonly { readonly type: 'int32'; readonly data: number[] }[],
  ): TensorInfo;
}

/** Small groups: a software adapter runs the threads of a group one after another, four at a time. */
const THREADS = 16;

/**
 * A program of so many independent threads, each with its number as `index`. They share nothing, so it needs no barrier,
 * and a barrier is what a software adapter is slow at.
 */
export function threadProgram({
  name,
  inputs,
  components,
  uniforms,
  threads,
  outputShape,
  body,
}: {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly components: 1 | 4;
  readonly uniforms: readonly string[];
  readonly threads: number;
  readonly outputShape: readonly number[];
  /** Statements of main; they write to `result`. */
  readonly body: string;
}): TfjsProgram {
  return {
    variableNames: [...inputs],
    variableComponents: inputs.map(() => components),
    outputComponent: components,
    outputShape: [...outputShape],
    uniforms: uniforms.map((one) => `${one} : i32,`).join(' '),
    workgroupSize: [THREADS, 1, 1],
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    dispatch: [Math.ceil(threads / THREADS), 1, 1],
    shaderKey: `light_${name}`,
    getUserCode: () => `fn main(index : i32) {\n${body}\n}`,
  };
}

/** Uniforms of whole numbers, in the order in which the program names them. */
export const integers = (...values: number[]): { type: 'int32'; data: number[] }[] =>
  values.map((value) => ({ type: 'int32', data: [value] }));
