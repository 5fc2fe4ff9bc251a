import { getFloat16 } from '@petamoriken/float16';

interface NumberType {
  readonly bytes: number;
  /** The number at a place, little-endian; null where the type has no weights, but counters, masks and the like. */
  readonly read: ((view: DataView, at: number) => number) | null;
}

const whole = (bytes: number): NumberType => ({ bytes, read: null });

/** The types of numbers in safetensors files, by their names there. */
export const numberTypes: Readonly<Record<string, NumberType>> = {
  F64: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { bytes: 2, read: (view, at) => getFloat16(view, at, true) },
  BF16: { bytes: 2, read: bfloat16 },
  ...Object.fromEntries(['I64', 'U64'].map((name) => [name, whole(8)])),
  ...Object.fromEntries(['I32', 'U32'].map((name) => [name, whole(4)])),
  ...Object.fromEntries(['I16', 'U16'].map((name) => [name, whole(2)])),
  ...Object.fromEntries(['I8', 'U8', 'BOOL'].map((name) => [name, whole(1)])),
};

const bits = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function bfloat16(view: DataView, at: number): number {
  bits.setUint32(0, view.getUint16(at, true) << 16);
  return bits.getFloat32(0);
}
