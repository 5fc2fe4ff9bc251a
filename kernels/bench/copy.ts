import type { WebGpuSession } from '../src/index.ts';
import { DeviceRunner } from '../src/runtime/runner.ts';
import type { Contender } from './contender.ts';

export interface CopyContender extends Contender {
  /** Bytes that one copy reads and writes. */
  readonly bytes: number;
  /** What lies at a place of the source. */
  readonly contentAt: (index: number) => number;
}

/** A copy on the device: what its memory gives when nothing is computed. */
export function copyContender(session: WebGpuSession, words: number): CopyContender {
  const { device } = session;
  const size = words * 4;
  const source = device.createBuffer({ size, usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST });
  const target = device.createBuffer({ size, usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST });
  const contentAt = (index: number): number => (index % 1024) + 1;
  device.queue.writeBuffer(
    source,
    0,
    new Float32Array(words).map((_, index) => contentAt(index)),
  );
  const start = (): void => {
    const encoder = device.createCommandEncoder({ label: 'copy' });
    encoder.copyBufferToBuffer(source, 0, target, 0, size);
    device.queue.submit([encoder.finish()]);
  };
  return {
    label: 'copy of a buffer',
    form: null,
    flops: null,
    bytes: 2 * size,
    contentAt,
    start,
    settled: () => session.settled(),
    async output() {
      start();
      const read = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
      const encoder = device.createCommandEncoder({ label: 'read the copy' });
      encoder.copyBufferToBuffer(target, 0, read, 0, size);
      device.queue.submit([encoder.finish()]);
      await DeviceRunner.of(device).whileAlive(read.mapAsync(GPUMapMode.READ));
      const data = new Float32Array(read.getMappedRange().slice(0));
      read.destroy();
      return data;
    },
    dispose() {
      source.destroy();
      target.destroy();
    },
  };
}
