import { DeviceError } from '../errors.ts';
import { runJob } from './execute.ts';
import { KeptBuffer } from './keptBuffer.ts';
import type { KernelPlan } from './plan.ts';
import { RepeatedJob } from './repeatedJob.ts';
import { DeviceRunner } from './runner.ts';
import type { WebGpuSession } from './sessionTypes.ts';
import { subgroupSizeOf } from './subgroups.ts';
import type { AdapterSummary } from './types.ts';

/** A job may wait for its turn, and the caller's arrays may change meanwhile. */
function copied(inputs: Readonly<Record<string, Float32Array>>): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(inputs).map(([name, data]) => [name, data.slice()]));
}

interface WebGpuParts {
  readonly device: GPUDevice;
  readonly adapter: AdapterSummary;
  readonly note: string | null;
  readonly selfCheck: boolean;
  readonly flush: () => void;
}

/** A session on a device that answers. */
export function webGpuSession({ device, adapter, note, selfCheck, flush }: WebGpuParts): WebGpuSession {
  const runner = DeviceRunner.of(device);
  let disposed = false;
  const execute: WebGpuSession['execute'] = async (plan, inputs, options = {}) => {
    if (disposed) throw new DeviceError('unavailable', 'this session was disposed; open a new one');
    const own = options.unchanging ? inputs : copied(inputs);
    return runner.enqueue(() => runJob(runner, plan, own, options, flush), options.signal);
  };
  return {
    backend: 'webgpu',
    adapter,
    note,
    device,
    limits: device.limits,
    features: device.features as ReadonlySet<string>,
    subgroupSize: subgroupSizeOf(device),
    selfCheck,
    lost: runner.lost,
    get isLost() {
      return runner.isLost;
    },
    get isDisposed() {
      return disposed;
    },
    execute,
    repeat(plan, kept, slots) {
      if (disposed) throw new DeviceError('unavailable', 'this session was disposed; open a new one');
      const job = new RepeatedJob(runner, plan, kept, slots);
      return {
        async submit(runs, options = {}) {
          const uploads = job.pack(runs, options.unchanging);
          const plans = runs.map((run) => run.plan);
          return runner.enqueue(() => job.submit(plans, uploads, options, flush), options.signal);
        },
        keepOutputs: (count) => job.keepOutputs(count),
        dispose: () => job.dispose(),
      };
    },
    settled: () => runner.settled(),
    keep(label, data) {
      if (disposed) throw new DeviceError('unavailable', 'this session was disposed; open a new one');
      if (runner.isLost) throw runner.lossError();
      return new KeptBuffer(runner.ledger, label, data);
    },
    async read(kept) {
      const { label: name, words } = kept;
      const plan: KernelPlan = {
        name: `read ${name}`,
        buffers: [{ name, role: 'state', words }],
        passes: [],
        workgroupBytes: 0,
        workgroupSize: 1,
      };
      const { outputs } = await execute(plan, {}, { kept: { [name]: kept } });
      return outputs[name];
    },
    memory: () => runner.ledger.memory(),
    dispose() {
      disposed = true;
    },
  };
}
