import type { Pipeline } from './pipelines.ts';
import type { PassPlan } from './plan.ts';
import { settingWords } from './shader.ts';
import type { Piece } from './slices.ts';

/** Distance of two uniform slots: the offset alignment that every device accepts. */
const SLOT_BYTES = 256;

/** Encodes each piece as a compute pass of its own. */
export function encodePieces(args: {
  readonly device: GPUDevice;
  readonly encoder: GPUCommandEncoder;
  readonly pieces: readonly Piece[];
  readonly pipelineOf: (pass: PassPlan) => Pipeline;
  /** The buffer that the plan calls `name`. */
  readonly bufferOf: (name: string) => GPUBuffer;
  /** Where the settings of a piece are; null for one without. */
  readonly settingsOf: (piece: Piece) => GPUBufferBinding | null;
}): void {
  const { device, encoder, pieces, pipelineOf, bufferOf, settingsOf } = args;
  pieces.forEach((piece) => {
    const { pass } = piece;
    const { pipeline, layout } = pipelineOf(pass);
    const entries: GPUBindGroupEntry[] = pass.bindings.map((name, binding) => ({
      binding,
      resource: { buffer: bufferOf(name) },
    }));
    const settings = settingsOf(piece);
    if (settings) entries.push({ binding: entries.length, resource: settings });
    const computePass = encoder.beginComputePass({ label: pass.label });
    computePass.setPipeline(pipeline);
    computePass.setBindGroup(0, device.createBindGroup({ layout, entries }));
    computePass.dispatchWorkgroups(...gridOf(piece));
    computePass.end();
  });
}

/** The workgroups of a dispatch. Those that would have nothing to do cost software GPUs microseconds each. */
function gridOf({ pass, begin, end }: Piece): PassPlan['workgroups'] {
  const [x, y, z] = pass.workgroups;
  return pass.range?.perStep ? [x, end - begin, z] : [x, y, z];
}

/** The settings of pieces, a slot each of one buffer that `createBuffer` makes. */
export function settingSlots(
  pieces: readonly Piece[],
  createBuffer: (descriptor: GPUBufferDescriptor) => GPUBuffer,
): (piece: Piece) => GPUBufferBinding | null {
  const rows = pieces.map((piece) => settingWords(piece.pass, piece));
  const most = Math.max(0, ...rows.map((row) => row.length));
  if (most === 0) return () => null;
  const slotBytes = Math.ceil((most * 4) / SLOT_BYTES) * SLOT_BYTES;
  const buffer = createBuffer({
    label: 'uniforms',
    size: slotBytes * rows.length,
    usage: GPUBufferUsage.UNIFORM,
    mappedAtCreation: true,
  });
  const words = new Uint32Array(buffer.getMappedRange());
  rows.forEach((row, index) => words.set(row, (index * slotBytes) / 4));
  buffer.unmap();
  const slots = new Map(
    pieces.map((piece, index) => [piece, { buffer, offset: index * slotBytes, size: rows[index]!.length * 4 }]),
  );
  return (piece) => {
    const slot = slots.get(piece)!;
    return slot.size > 0 ? slot : null;
  };
}
