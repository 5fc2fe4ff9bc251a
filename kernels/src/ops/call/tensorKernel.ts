import { engine, getKernel, registerKernel } from '@tensorflow/tfjs-core';
import type { KernelBackend, NamedTensorInfoMap, NamedTensorMap, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { adapterOf, hostAdapter } from '../../runtime/adapter.ts';
import { subgroupSizeOf } from '../../runtime/subgroups.ts';
import { runOnTensors } from '../../runtime/tensorJob.ts';
import { checkActiveBackend } from '../../runtime/tfjsBackend.ts';
import type { DeviceTraits, RunReport } from '../../runtime/types.ts';
import type { HostTensor } from '../../tensor.ts';
import type { HostJob } from '../host/job.ts';
import { runAtOnce } from '../host/job.ts';
import type { FormChoice, RunOptions } from '../operator.ts';
import { loadedWasm } from '../../runtime/wasm/module.ts';
import type { TfjsWasmBackend } from '../../runtime/wasm/tfjsHeap.ts';
import { reportWasmCall } from '../../runtime/wasm/watch.ts';
import { runInPlace } from '../wasm/inPlace.ts';
import { placedTensors } from '../wasm/placedInputs.ts';
import type { PlacedTensors } from '../wasm/placedInputs.ts';
import type { WasmProblem } from '../wasm/problem.ts';
import type { DeviceCall, DeviceJob, Shapes } from './deviceJob.ts';
import { jobOnce } from './plannedJobs.ts';
import { followTape } from './tape.ts';

/** Something that runs as a kernel of TensorFlow.js: an operator, or its gradient. */
export interface TensorKernel<Options extends RunOptions> {
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
  onDevice(shapes: Shapes, options: Options, device: DeviceTraits, call: DeviceCall): DeviceJob;
  /** Whether what a token gives depends on no later one. Default true; gradients go the other way. */
  readonly causal?: boolean;
  /** Names of inputs that no caller gives: they are not looked through for numbers that are not finite. Default none. */
  readonly ours?: readonly string[];
  /** What to compute on the processor, in float32. */
  onHost(inputs: Record<string, HostTensor>, options: Options): HostJob<object> & FormChoice;
  /** What to compute in WebAssembly; null where that has not the form. */
  inWasm(inputs: PlacedTensors, options: Options): (WasmProblem & FormChoice) | null;
}

export interface Attributes<Options extends RunOptions> {
  readonly options: Options;
  /** Names of the input tensors, which tfjs gets as a list: only so does it keep all that are there for a gradient. */
  readonly names: readonly string[];
  readonly differentiated: boolean;
  /** Names of what the kernel returns after its results, filled in by it: tfjs hands the attributes on to the gradient. */
  readonly kept: string[];
  readonly report: (
    ran: Pick<RunReport, 'backend' | 'form' | 'reason' | 'adapter' | 'kernel' | 'dispatches' | 'submissions'>,
  ) => void;
}

/**
 * Backends of tfjs whose numbers can be read at once, and computed by our CPU code or in place: those on the processor, and webgl,
 * from which they come and to which they return.
 */
const HOST_BACKENDS = ['cpu', 'wasm', 'webgl', 'tensorflow'];

/** Registers an operator with tfjs, for its WebGPU backend and for those whose numbers can be read at once. */
export function registerTensorKernel<Options extends RunOptions>(kernel: TensorKernel<Options>): void {
  registerOnDevice(kernel);
  for (const backendName of HOST_BACKENDS) {
    registerKernel({
      kernelName: kernel.kernelName,
      backendName,
      kernelFunc: ({ inputs: list, backend: owner, attrs }) => {
        const { options, names, report } = attrs as unknown as Attributes<Options>;
        const host = owner as KernelBackend;
        const module = backendName === 'wasm' ? loadedWasm() : null;
        if (module) {
          const inputs = named(list, names);
          const problem = kernel.inWasm(placedTensors(module, host as TfjsWasmBackend, inputs), options);
          if (problem) {
            reportWasmCall(kernel.operator, 'wasm');
            const results = runInPlace(module, host as TfjsWasmBackend, problem, inputs);
            const { form, reason } = problem;
            report({ backend: 'wasm', form, reason, adapter: hostAdapter('wasm'), dispatches: 0, submissions: 0 });
            return kernel.results(options, names).map((name) => results[name]!);
          }
        }
        if (backendName === 'wasm') reportWasmCall(kernel.operator, 'cpu');
        const job = kernel.onHost(readAll(host, named(list, names)), options);
        const results = runAtOnce(job) as Record<string, HostTensor>;
        const { form, reason } = job;
        report({ backend: 'cpu', form, reason, adapter: hostAdapter('cpu'), dispatches: 0, submissions: 0 });
        return kernel.results(options, names).map((name) => {
          const shape = [...results[name]!.shape];
          return { dataId: host.write(results[name]!.data as Float32Array, shape, 'float32'), shape, dtype: 'float32' };
        });
      },
    });
  }
}

function registerOnDevice<Options extends RunOptions>(kernel: TensorKernel<Options>): void {
  registerKernel({
    kernelName: kernel.kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs: list, backend: owner, attrs }) => {
      const { options, names, differentiated, kept, report } = attrs as unknown as Attributes<Options>;
      const inputs = named(list, names);
      const webgpu = owner as WebGPUBackend;
      const adapter = adapterOf(webgpu.device);
      const shapes = Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape]));
      const zeros = new Set(names.filter((name) => isZero(webgpu, inputs[name]!)));
      const traits = { limits: webgpu.device.limits, adapter, subgroupSize: subgroupSizeOf(webgpu.device) };
      const { kernelName } = kernel;
      const job = jobOnce(webgpu.device, { kernelName, shapes, options, differentiated, zeros }, () =>
        kernel.onDevice(shapes, options, traits, { differentiated, zeros }),
      );
      const [B, H, T] = shapes['q']! as [number, number, number];
      const { causal = true, ours = [] } = kernel;
      // Step by step no token meets a later one; elsewhere they meet in products, with a factor of 0.
      const guarded = { heads: B * H, T, causal, copies: causal && job.form !== 'recurrent', ours };
      const { results, dispatches, submissions } = runOnTensors(webgpu, job, inputsOf(job, inputs), guarded);
      const { form, reason, plan } = job;
      report({ backend: 'webgpu', form, reason, adapter, kernel: plan.name, dispatches, submissions });
      kept.push(...(job.kept ?? []));
      return [...kernel.results(options, names), ...kept].map((name) => results[name]!);
    },
  });
}

/** Whether a tensor is zero and still with tfjs on the processor, as it makes gradients of results that no loss depends on. */
function isZero({ tensorMap }: WebGPUBackend, { dataId }: TensorInfo): boolean {
  const { resource, values } = tensorMap.get(dataId);
  if (resource || !(values instanceof Float32Array)) return false;
  // Every step of a training goes through here: a loop takes a fraction of what `every` does.
  for (const value of values) if (value !== 0) return false;
  return true;
}

/** The inputs that a job makes use of. Others need no place on the device. */
function inputsOf({ plan, states }: DeviceJob, inputs: Record<string, TensorInfo>): Record<string, TensorInfo> {
  const used = new Set<unknown>(plan.buffers.map(({ name }) => name));
  for (const { initial } of Object.values(states).flat()) used.add(initial);
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => used.has(name)));
}

/**
 * Calls a registered operator on tfjs's active backend. `ran.milliseconds` is the time until the call returned; on
 * WebGPU the device computes after that.
 */
export function callTensorKernel<Options extends RunOptions>(
  kernel: TensorKernel<Options>,
  inputs: object,
  options: Options,
): Record<string, Tensor> & { readonly ran: RunReport } {
  const start = performance.now();
  followTape();
  let ran: Parameters<Attributes<Options>['report']>[0] | null = null;
  const given = Object.entries(inputs).filter(([, tensor]) => tensor !== undefined) as [string, Tensor][];
  const names = given.map(([name]) => name);
  const { gradientDepth, kernelDepth } = engine().state;
  const attributes: Attributes<Options> = {
    options,
    names,
    // tfjs records what is called at this depth, see Engine.isTapeOn.
    differentiated: gradientDepth > 0 && kernelDepth === 0,
    kept: [],
    report: (report) => (ran = report),
  };
  // Made, if it was not yet, before the kernel is looked up.
  checkActiveBackend(kernel.operator, (name) => Boolean(getKernel(kernel.kernelName, name)));
  const list = given.map(([, tensor]) => tensor) as unknown as NamedTensorMap;
  const tensors = engine().runKernel(kernel.kernelName, list, attributes as never) as unknown as Tensor[];
  const results = Object.fromEntries(kernel.results(options, names).map((name, index) => [name, tensors[index]!]));
  // tfjs has saved what was kept, and lets go of it with its record of the call.
  for (const tensor of tensors.slice(Object.keys(results).length)) tensor.dispose();
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
