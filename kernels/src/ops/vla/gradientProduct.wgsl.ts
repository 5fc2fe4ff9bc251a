import { LARGEST_GRID } from '../sweeps/sweep.wgsl.ts';

/**
 * One half of A (G + Gᵀ) A per head, an entry per invocation: the first gives (G + Gᵀ) A, the second A times that.
 *
 * Uniforms: D, number of entries.
 */
export function symmetricProductShader(half: 'first' | 'second'): string {
  const [left, right] =
    half === 'first'
      ? ['(given[first + i * D + m] + given[first + m * D + i])', 'inverse[first + m * D + j]']
      : ['inverse[first + i * D + m]', 'given[first + m * D + j]'];
  return `
@group(0) @binding(0) var<storage, read> given: array<f32>;
@group(0) @binding(1) var<storage, read> inverse: array<f32>;
@group(0) @binding(2) var<storage, read_write> product: array<f32>;
@group(0) @binding(3) var<uniform> settings: vec4<u32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (group.x + group.z * ${LARGEST_GRID}u) * 64u + id;
  if (index >= settings.y) { return; }
  let D = settings.x;
  let first = index / (D * D) * D * D;
  let i = index % (D * D) / D;
  let j = index % D;
  var sum = 0.0;
  for (var m = 0u; m < D; m++) { sum += ${left} * ${right}; }
  product[index] = sum;
}
`;
}
