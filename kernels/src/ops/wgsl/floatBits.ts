const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The 32-bit pattern of a number rounded to float32, to pass it to a shader through integer uniforms. */
export function floatBits(value: number): number {
  float[0] = value;
  return bits[0];
}
