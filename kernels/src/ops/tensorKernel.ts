import { backend, engine, registerGradient, registerKernel } from '@tensorflow/tfjs-core';
import type { KernelBackend, NamedTensorInfoMap, NamedTensorMap, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { adapterOf, hostAdapter } from '../runtime/adapter.ts';
import { runOnTensors } from '../runtime/tensorJob.ts';
import type { TensorJob } from '../runtime/tensorJob.ts';
import type { DeviceTraits, Form, RunReport } from '../runtime/types.ts';
import type { HostTensor } from '../tensor.ts';
import { gradientName, inShapesOf } from './gradientProblem.ts';
import type { HostJob } from './hostJob.ts';
import { runAtOnce } from './hostJob.ts';

type Shapes = Readonly<Record<string, readonly number[]>>;

/** How an operator runs as a kernel of TensorFlow.js. */
export interface TensorKernel<Options> {
  /** Name in tfjs's registry. */
  readonly kernelName: string;
  readonly operator: string;
  /**
   * Names of the results, in the order in which the kernel returns them.
   *
   * @param given names of the input tensors of the call
   */
  results(options: Options, given: readonly string[]): readonly string[];
  /** What to submit to the device. Throws ArgumentError where the shapes do not fit. */
  onDevice?(shapes: Shapes, options: Options, device: DeviceTraits): TensorJob & FormChoice;
  /** What to compute on the processor, in float32. */
  onHost(inputs: Record<string, HostTensor>, options: Options): HostJob<object> & FormChoice;
}

export interface FormChoice {
  readonly form: Form;
  readonly formReason: string;
}

interface Attributes<Options> {
  readonly options: Options;
  /** Names of the input tensors, which tfjs gets as a list: only so does it keep all that are there for a gradient. */
  readonly names: readonly string[];
  readonly report: (
    ran: Pick<RunReport, 'backend' | 'form' | 'formReason' | 'adapter' | 'dispatches' | 'submissions'>,
  ) => void;
}

/** Backends of tfjs on the processor: the tensors' numbers are read at once, and computed by our CPU code. */
const HOST_BACKENDS = ['cpu', 'wasm'];

/** Registers an operator with tfjs, for its WebGPU backend and for those on the processor. */
export function registerTensorKernel<Options>(kernel: TensorKernel<Options>): void {
  if (kernel.onDevice) registerOnDevice(kernel, kernel.onDevice.bind(kernel));
  for (const backendName of HOST_BACKENDS) {
    registerKernel({
      kernelName: kernel.kernelName,
      backendName,
      kernelFunc: ({ inputs: list, backend: owner, attrs }) => {
        const { options, names, report } = attrs as unknown as Attributes<Options>;
        const host = owner as KernelBackend;
        const job = kernel.onHost(readAll(host, named(list, names)), options);
        const results = runAtOnce(job) as Record<string, HostTensor>;
        const { form, formReason } = job;
        report({ backend: 'cpu', form, formReason, adapter: hostAdapter('cpu'), dispatches: 0, submissions: 0 });
        return kernel.results(options, names).map((name) => {
          const shape = [...results[name]!.shape];
          return { dataId: host.write(results[name]!.data as Float32Array, shape, 'float32'), shape, dtype: 'float32' };
        });
      },
    });
  }
}

type OnDevice<Options> = NonNullable<TensorKernel<Options>['onDevice']>;

function registerOnDevice<Options>(kernel: TensorKernel<Options>, onDevice: OnDevice<Options>): void {
  registerKernel({
    kernelName: kernel.kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs: list, backend: owner, attrs }) => {
      const { options, names, report } = attrs as unknown as Attributes<Options>;
      const inputs = named(list, names);
      const webgpu = owner as WebGPUBackend;
      const adapter = adapterOf(webgpu.device);
      const shapes = Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape]));
      const job = onDevice(shapes, options, { limits: webgpu.device.limits, adapter });
      const { results, dispatches, submissions } = runOnTensors(webgpu, job, inputs);
      report({ backend: 'webgpu', form: job.form, formReason: job.formReason, adapter, dispatches, submissions });
      return kernel.results(options, names).map((name) => results[name]!);
    },
  });
}

/** How the gradient of an operator is computed. Both take the operator's inputs and the gradients of its results. */
export interface TensorGradient<Options> extends Pick<TensorKernel<Options>, 'onHost' | 'onDevice'> {
  readonly kernel: TensorKernel<Options>;
  /** Results of the operator that a loss may depend on. */
  readonly differentiable: readonly string[];
  /** Throws where a call has no gradient. */
  check?(options: Options): void;
}

/** Registers the gradient of an operator: tf.grad, tf.grads, tf.variableGrads and optimizers then go through it. */
export function registerTensorGradient<Options>({
  kernel,
  differentiable,
  check,
  onHost,
  onDevice,
}: TensorGradient<Options>): void {
  const gradientNames = differentiable.map(gradientName);
  const gradient: TensorKernel<Options> = {
    kernelName: `${kernel.kernelName}Gradient`,
    operator: `${kernel.operator} gradient`,
    results: (_, given) => given.filter((name) => !gradientNames.includes(name)).map(gradientName),
    onDevice,
    onHost(inputs, options) {
      const job = onHost(inputs, options);
      const finish = (): object => {
        const gradients = inShapesOf(inputs, job.finish() as Record<string, HostTensor>);
        return Object.fromEntries(Object.entries(gradients).map(([name, tensor]) => [gradientName(name), tensor]));
      };
      return { ...job, finish };
    },
  };
  registerTensorKernel(gradient);
  registerGradient({
    kernelName: kernel.kernelName,
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const { options, names } = attrs as unknown as Attributes<Options>;
      check?.(options);
      const results = kernel.results(options, names);
      const dys = Array.isArray(dy) ? dy : [dy];
      const inputs = Object.fromEntries([
        ...names.map((name, index) => [name, saved[index]!]),
        ...differentiable.map((result) => [gradientName(result), dys[results.indexOf(result)]!]),
      ]) as Record<string, Tensor>;
      const gradients = callTensorKernel(gradient, inputs, options);
      return Object.fromEntries(names.map((name, index) => [index, () => gradients[gradientName(name)]!]));
    },
  });
}

/**
 * Calls a registered operator on tfjs's active backend. `ran.milliseconds` is the time until the call returned; on
 * WebGPU the device computes after that.
 */
export function callTensorKernel<Options>(
  kernel: TensorKernel<Options>,
  inputs: object,
  options: Options,
): Record<string, Tensor> & { readonly ran: RunReport } {
  const start = performance.now();
  let ran: Parameters<Attributes<Options>['report']>[0] | null = null;
  const given = Object.entries(inputs).filter(([, tensor]) => tensor !== undefined) as [string, Tensor][];
  const names = given.map(([name]) => name);
  const attributes: Attributes<Options> = { options, names, report: (report) => (ran = report) };
  // The active backend is made, if it was not yet, before the kernel is looked up.
  backend();
  const list = given.map(([, tensor]) => tensor) as unknown as NamedTensorMap;
  const tensors = engine().runKernel(kernel.kernelName, list, attributes as never) as unknown as Tensor[];
  const results = Object.fromEntries(kernel.results(options, names).map((name, index) => [name, tensors[index]!]));
  const milliseconds = performance.now() - start;
  return { ...results, ran: { operator: kernel.operator, milliseconds, ...ran! } } as never;
}

function named(list: NamedTensorInfoMap, names: readonly string[]): Record<string, TensorInfo> {
  return Object.fromEntries(names.map((name, index) => [name, list[index]!]));
}

function readAll(owner: KernelBackend, inputs: Record<string, TensorInfo>): Record<string, HostTensor> {
  const read = ([name, { shape, dataId }]: [string, TensorInfo]): [string, HostTensor] => [
    name,
    { shape, data: owner.readSync(dataId) as Float32Array },
  ];
  return Object.fromEntries(Object.entries(inputs).map(read));
}
