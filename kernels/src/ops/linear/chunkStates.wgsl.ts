import { shader, written } from '../../runtime/shader.ts';
import { CHUNKS, CHUNK_SETTINGS } from './chunkSettings.wgsl.ts';

/**
 * Second pass of the chunk form, one number of S or z per invocation: replaces each chunk's sum by the state before the
 * chunk, and leaves the state behind the last one.
 */
export function linearChunkStatesShader(threads: number) {
  const body = `${CHUNKS}

@compute @workgroup_size(${threads})
fn main(@builtin(global_invocation_id) invocation: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let D = settings.D;
  let Dv = settings.Dv;
  let count = settings.heads * (Dv + 1u) * D;
  for (var n = invocation.x; n < count; n += groups.x * ${threads}u) {
    let head = n / ((Dv + 1u) * D);
    let i = n / D % (Dv + 1u);
    let j = n % D;
    let inMemory = (head * Dv + i) * D + j;
    let inNormalizer = head * D + j;
    var state = 0.0;
    if (i < Dv) { state = memory[inMemory]; } else { state = normalizer[inNormalizer]; }
    for (var c = settings.begin; c < settings.end; c++) {
      let place = sumsPlace(head * settings.chunks + c - settings.firstChunk) + i * padded(D) + j;
      let sum = sums[place];
      sums[place] = state;
      state += sum;
    }
    if (i < Dv) { memory[inMemory] = state; } else { normalizer[inNormalizer] = state; }
  }
}
`;
  return shader({
    buffers: { sums: written('f32'), memory: written('f32'), normalizer: written('f32') },
    settings: CHUNK_SETTINGS,
    ranged: true,
    body,
  });
}
