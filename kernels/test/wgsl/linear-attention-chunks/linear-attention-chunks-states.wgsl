// linear attention, chunks, on a software device: linear attention chunks, states

struct Settings {
  begin: u32,
  end: u32,
  firstChunk: u32,
  chunks: u32,
  heads: u32,
  T: u32,
  D: u32,
  Dv: u32,
  steps: u32,
  epsilon: f32,
  edge: u32,
  firstHead: u32,
}
@group(0) @binding(0) var<storage, read_write> sums: array<f32>;
@group(0) @binding(1) var<storage, read_write> memory: array<f32>;
@group(0) @binding(2) var<storage, read_write> normalizer: array<f32>;
@group(0) @binding(3) var<uniform> settings: Settings;

struct Chunk {
  needed: bool,
  head: u32,
  /** Its number among the chunks that the buffers hold, over all heads. */
  index: u32,
  /** Tokens [first, end) of all heads' tokens. */
  first: u32, end: u32,
}

fn chunkOf(group: vec3<u32>) -> Chunk {
  let head = settings.firstHead + group.z;
  let chunk = settings.begin + group.y;
  let index = head * settings.chunks + chunk - settings.firstChunk;
  let start = chunk * settings.steps;
  let needed = chunk < settings.end;
  return Chunk(needed, head, index, head * settings.T + start, head * settings.T + min(start + settings.steps, settings.T));
}

fn padded(size: u32) -> u32 { return (size + 7u) / 8u * 8u; }

fn sumsPlace(index: u32) -> u32 { return index * padded(settings.Dv + 1u) * padded(settings.D); }

fn pairsPlace(index: u32) -> u32 { return index * padded(settings.steps) * padded(settings.steps); }


@compute @workgroup_size(8)
fn main(@builtin(global_invocation_id) invocation: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let D = settings.D;
  let Dv = settings.Dv;
  let count = settings.heads * (Dv + 1u) * D;
  for (var n = invocation.x; n < count; n += groups.x * 8u) {
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
