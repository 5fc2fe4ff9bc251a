import type { Pipeline } from './pipelines.ts';
import type { PassPlan } from './plan.ts';
import { settingWords } from './shader.ts';
import type { Piece } from './slices.ts';

/** Distance of two uniform slots: the offset alignment that every device accepts. */
const SLOT_BYTES = 256;

/** Encodes each piece as a compute pass of its own; its uniforms lie in a slot of one new buffer. */
export function encodePieces(args: {
  readonly device: GPUDevice;
  readonly encoder: GPUCommandEncoder;
  readonly pieces: readonly Piece[];
  readonly pipelineOf: (pass: PassPlan) => Pipeline;
  /** The buffer that the plan calls `name`. */
  readonly bufferOf: (name: string) => GPUBuffer;
  /** Makes the buffer of the uniforms. The caller destroys it after the submission. */
  readonly createBuffer: (descriptor: GPUBufferDescriptor) => GPUBuffer;
}): void {
  const { device, encoder, pieces, pipelineOf, bufferOf, createBuffer } = args;
  if (pieces.length === 0) return;
  const rows = pieces.map((piece) => settingWords(piece.pass, piece));
  const slots = uniformSlots(rows, createBuffer);
  pieces.forEach(({ pass }, index) => {
    const { pipeline, layout } = pipelineOf(pass);
    const entries: GPUBindGroupEntry[] = pass.bindings.map((name, binding) => ({
      binding,
      resource: { buffer: bufferOf(name) },
    }));
    if (rows[index]!.length > 0) entries.push({ binding: entries.length, resource: slots(index) });
    const computePass = encoder.beginComputePass({ label: pass.label });
    computePass.setPipeline(pipeline);
    computePass.setBindGroup(0, device.createBindGroup({ layout, entries }));
    computePass.dispatchWorkgroups(...gridOf(pieces[index]!));
    computePass.end();
  });
}

/** The workgroups of a dispatch. Those that would have nothing to do cost software GPUs microseconds each. */
function gridOf({ pass, begin, end }: Piece): PassPlan['workgroups'] {
  const [x, y, z] = pass.workgroups;
  return pass.range?.perStep ? [x, end - begin, z] : [x, y, z];
}

/** A buffer with one slot for each row of numbers; the returned function gives the binding of one. */
function uniformSlots(
  rows: readonly (readonly number[])[],
  createBuffer: (descriptor: GPUBufferDescriptor) => GPUBuffer,
): (index: number) => GPUBufferBinding {
  const slotBytes = Math.ceil((Math.max(1, ...rows.map((row) => row.length)) * 4) / SLOT_BYTES) * SLOT_BYTES;
  const buffer = createBuffer({
    label: 'uniforms',
    size: slotBytes * rows.length,
    usage: GPUBufferUsage.UNIFORM,
    mappedAtCreation: true,
  });
  const words = new Uint32Array(buffer.getMappedRange());
  rows.forEach((row, index) => words.set(row, (index * slotBytes) / 4));
  buffer.unmap();
  return (index) => ({ buffer, offset: index * slotBytes, size: rows[index]!.length * 4 });
}
