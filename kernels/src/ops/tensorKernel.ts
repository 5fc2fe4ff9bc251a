import { backend, engine, registerKernel } from '@tensorflow/tfjs-core';
import type { KernelBackend, NamedTensorInfoMap, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { adapterOf, hostAdapter } from '../runtime/adapter.ts';
import { runOnTensors } from '../runtime/tensorJob.ts';
import type { TensorJob } from '../runtime/tensorJob.ts';
import type { DeviceTraits, Form, RunReport } from '../runtime/types.ts';
import type { HostTensor } from '../tensor.ts';
import type { HostJob } from './hostJob.ts';
import { runAtOnce } from './hostJob.ts';

type Shapes = Readonly<Record<string, readonly number[]>>;

/** How an operator runs as a kernel of TensorFlow.js. */
export interface TensorKernel<Options> {
  /** Name in tfjs's registry. */
  readonly kernelName: string;
  readonly operator: string;
  /** Names of the results, in the order in which the kernel returns them. */
  results(options: Options): readonly string[];
  /** What to submit to the device. Throws ArgumentError where the shapes do not fit. */
  onDevice(shapes: Shapes, options: Options, device: DeviceTraits): TensorJob & FormChoice;
  /** What to compute on the processor, in float32. */
  onHost(inputs: Record<string, HostTensor>, options: Options): HostJob<object> & FormChoice;
}

export interface FormChoice {
  readonly form: Form;
  readonly formReason: string;
}

interface Attributes<Options> {
  readonly options: Options;
  readonly report: (ran: Pick<RunReport, 'backend' | 'form' | 'formReason' | 'adapter' | 'dispatches'>) => void;
}

/** Backends of tfjs on the processor: the tensors' numbers are read at once, and computed by our CPU code. */
const HOST_BACKENDS = ['cpu', 'wasm'];

/** Registers an operator with tfjs, for its WebGPU backend and for those on the processor. */
export function registerTensorKernel<Options>(kernel: TensorKernel<Options>): void {
  registerKernel({
    kernelName: kernel.kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend: owner, attrs }) => {
      const { options, report } = attrs as unknown as Attributes<Options>;
      const webgpu = owner as WebGPUBackend;
      const adapter = adapterOf(webgpu.device);
      const job = kernel.onDevice(shapesOf(inputs), options, { limits: webgpu.device.limits, adapter });
      const { results, dispatches } = runOnTensors(webgpu, job, inputs as Record<string, TensorInfo>);
      report({ backend: 'webgpu', form: job.form, formReason: job.formReason, adapter, dispatches });
      return kernel.results(options).map((name) => results[name]!);
    },
  });
  for (const backendName of HOST_BACKENDS) {
    registerKernel({
      kernelName: kernel.kernelName,
      backendName,
      kernelFunc: ({ inputs, backend: owner, attrs }) => {
        const { options, report } = attrs as unknown as Attributes<Options>;
        const host = owner as KernelBackend;
        const job = kernel.onHost(readAll(host, inputs), options);
        const results = runAtOnce(job) as Record<string, HostTensor>;
        report({
          backend: 'cpu',
          form: job.form,
          formReason: job.formReason,
          adapter: hostAdapter('cpu'),
          dispatches: 0,
        });
        return kernel.results(options).map((name) => {
          const shape = [...results[name]!.shape];
          return { dataId: host.write(results[name]!.data as Float32Array, shape, 'float32'), shape, dtype: 'float32' };
        });
      },
    });
  }
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
  const attributes: Attributes<Options> = { options, report: (report) => (ran = report) };
  const given = Object.fromEntries(Object.entries(inputs).filter(([, tensor]) => tensor !== undefined));
  // The active backend is made, if it was not yet, before the kernel is looked up.
  backend();
  const tensors = engine().runKernel(kernel.kernelName, given, attributes as never) as Tensor[];
  const results = Object.fromEntries(kernel.results(options).map((name, index) => [name, tensors[index]!]));
  const milliseconds = performance.now() - start;
  return { ...results, ran: { operator: kernel.operator, milliseconds, ...ran! } } as never;
}

function shapesOf(inputs: NamedTensorInfoMap): Shapes {
  return Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, tensor!.shape]));
}

function readAll(owner: KernelBackend, inputs: NamedTensorInfoMap): Record<string, HostTensor> {
  const read = ([name, tensor]: [string, TensorInfo | undefined]): [string, HostTensor] => [
    name,
    { shape: tensor!.shape, data: owner.readSync(tensor!.dataId) as Float32Array },
  ];
  return Object.fromEntries(Object.entries(inputs).map(read));
}
