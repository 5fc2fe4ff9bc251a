export interface DeviceWork {
  readonly submissions: number;
  readonly dispatches: number;
}

/** Runs synchronous work and counts how often it submits to the device's queue, and how much it dispatches. */
export function countWork(device: GPUDevice, work: () => void): DeviceWork {
  const { queue } = device;
  const { submit } = queue;
  const { createCommandEncoder } = device;
  let submissions = 0;
  let dispatches = 0;
  queue.submit = (buffers) => {
    submissions += 1;
    submit.call(queue, buffers);
  };
  device.createCommandEncoder = (...args) => {
    const encoder = createCommandEncoder.apply(device, args);
    const { beginComputePass } = encoder;
    encoder.beginComputePass = (descriptor) => {
      const pass = beginComputePass.call(encoder, descriptor);
      const { dispatchWorkgroups } = pass;
      pass.dispatchWorkgroups = (...counts) => {
        dispatches += 1;
        dispatchWorkgroups.apply(pass, counts);
      };
      return pass;
    };
    return encoder;
  };
  try {
    work();
  } finally {
    queue.submit = submit;
    device.createCommandEncoder = createCommandEncoder;
  }
  return { submissions, dispatches };
}
