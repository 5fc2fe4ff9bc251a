import type { WebGpuSession } from '../src/index.ts';
import type { Contender } from './contender.ts';

/** A copy on the device, and how many bytes it reads and writes: what memory gives when nothing is computed. */
export function copyContender(session: WebGpuSession, words: number): Contender & { readonly bytes: number } {
  const { device } = session;
  const size = words * 4;
  const source = device.createBuffer({ size, usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST });
  const target = device.createBuffer({ size, usage: GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST });
  const numbers = new Float32Array(words).map((_, i) => i % 1024);
  device.queue.writeBuffer(source, 0, numbers);
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
    start,
    settled: () => session.settled(),
    async output() {
      start();
      const read = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
      const encoder = device.createCommandEncoder({ label: 'read the copy' });
      encoder.copyBufferToBuffer(target, 0, read, 0, size);
      device.queue.submit([encoder.finish()]);
      await read.mapAsync(GPUMapMode.READ);
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
