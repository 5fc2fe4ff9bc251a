import { util } from '@tensorflow/tfjs-core';
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import type { ProgramRunner } from './program.ts';
import { integers, threadProgram } from './program.ts';

/** Each thread adds the numbers of one output; `after` is how far they lie apart. */
const body = (isMean: boolean): string => /* wgsl */ `
  if (index >= uniforms.outputs) { return; }
  var at = (index / uniforms.after) * uniforms.terms * uniforms.after + index % uniforms.after;
  var sum = 0.0;
  for (var k = 0; k < uniforms.terms; k++) {
    sum += x[at];
    at += uniforms.after;
  }
  result[index] = ${isMean ? 'sum / f32(uniforms.terms)' : 'sum'};`;

/** From so many outputs on a thread for each is enough; tfjs has a group of threads for each. */
const MANY = 16;

/** tfjs's sum or mean over neighbouring axes without barriers where it has many outputs; its own elsewhere. */
export function lightReduction(own: KernelFunc, kind: 'Sum' | 'Mean'): KernelFunc {
  return (args) => {
    const { x } = args.inputs as Record<'x', TensorInfo>;
    const { axis, keepDims } = args.attrs as unknown as { axis: number | number[]; keepDims: boolean };
    const axes = util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
    const [first, last] = [axes[0] ?? 0, axes.at(-1) ?? -1];
    const after = util.sizeFromShape(x.shape.slice(last + 1));
    const outputs = util.sizeFromShape(x.shape.slice(0, first)) * after;
    const areNeighbours = axes.length > 0 && last - first === axes.length - 1;
    if (!areNeighbours || x.dtype !== 'float32' || outputs < MANY) return own(args);
    const terms = util.sizeFromShape(axes.map((one) => x.shape[one]));
    const outputShape = x.shape.flatMap((size, one) => (axes.includes(one) ? (keepDims ? [1] : []) : [size]));
    const program = threadProgram({
      name: `reduction${kind}`,
      inputs: ['x'],
      components: 1,
      uniforms: ['outputs', 'terms', 'after'],
      threads: outputs,
      outputShape,
      body: body(kind === 'Mean'),
    });
    const runner = args.backend as unknown as ProgramRunner;
    return runner.runWebGPUProgram(program, [x], 'float32', integers(outputs, terms, after));
  };
}
