// linear attention gradient, chunks, on a graphics card: gradient, tensors out

struct Settings {
  heads: u32,
  T: u32,
  D: u32,
  Dv: u32,
  R: u32,
  steps: u32,
  D4: u32,
  V4: u32,
  C4: u32,
  N4: u32,
  chunks: u32,
  record: u32,
  edge: u32,
  space: u32,
  tileRows: u32,
  residual: u32,
  normalized: u32,
  nan: u32,
  epsilon: f32,
  errorBound: f32,
}
@group(0) @binding(0) var<storage, read_write> qGradient: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> vGradient: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> kGradient: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> initialMemoryGradient: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> work: array<vec4<f32>>;
@group(0) @binding(5) var<uniform> settings: Settings;

/**
 * Of one head and chunk: A [D,D] and S [V,D] before it; Y and U [N,D]; α, later g, Ã, the part of dk that S has, Q, later
 * dq, and K [C,D]; Eᵀ [V,C]; V, and dO, later −dv, [C,V]. Where errors are cut, the rows of V are those of E once that is known,
 * and those of dK start with the lengths that errors had, until dk takes their place. Where S is read along A q, that is Q from the pass
 * over A on, and takes the place of K once Q is the gradient with respect to it.
 */
struct Record {
  A: u32, Y: u32, S: u32, alpha: u32, tilde: u32, ET: u32, dK: u32, Q: u32, K: u32, V: u32, dO: u32, U: u32,
}

fn recordOf(head: u32, chunk: u32) -> Record {
  let D4 = settings.D4;
  let rows = 4u * settings.C4 * D4;
  let values = 4u * settings.C4 * settings.V4;
  let A = (head * settings.chunks + chunk) * settings.record;
  let Y = A + select(0u, 4u * D4 * D4, settings.R > 0u);
  let S = Y + 4u * settings.N4 * D4;
  let alpha = S + 4u * settings.V4 * D4;
  let ET = alpha + 2u * rows;
  let dK = ET + values;
  let V = dK + 3u * rows;
  return Record(A, Y, S, alpha, alpha + rows, ET, dK, dK + rows, dK + 2u * rows, V, V + values, V + 2u * values);
}

/** Of one head: R [V,D] after the last chunk, later that before the first one; G + Gᵀ and the last A [D,D]. */
fn edgeOf(head: u32) -> u32 {
  return settings.heads * settings.chunks * settings.record + head * settings.edge;
}


@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = group.x + group.z * 65535u;
  if (head >= settings.heads) { return; }
  let c = group.y;
  let record = recordOf(head, c);
  let first = head * settings.T + c * settings.steps;
  let end = head * settings.T + min(settings.T, (c + 1u) * settings.steps);
  let edge = edgeOf(head);
  let values = head * settings.Dv;
  let wrong = vec4<f32>(0.0);
  
  for (var i = id; i < ((end * 1u) - (first * 1u)) * 4u; i += 64u) {
    let row = i / 4u;
    let j = i % 4u;
    let place = row * settings.D4 + j;
    let line = work[record.Q + place];
    qGradient[((first * 1u) + row) * 4u + j] = (line + wrong);
  }
  for (var i = id; i < ((end * 1u) - (first * 1u)) * 4u; i += 64u) {
    let row = i / 4u;
    let j = i % 4u;
    let place = row * settings.V4 + j;
    let line = work[record.dO + place];
    vGradient[((first * 1u) + row) * 4u + j] = (-line + wrong);
  }
  for (var i = id; i < ((end * 1u) - (first * 1u)) * 4u; i += 64u) {
    let row = i / 4u;
    let j = i % 4u;
    let place = row * settings.D4 + j;
    let line = work[record.alpha + place];
    kGradient[((first * 1u) + row) * 4u + j] = (line + wrong);
  }
  if (c > 0u) { return; }
  for (var i = id; i < ((values + settings.Dv) - values) * 4u; i += 64u) {
    let row = i / 4u;
    let j = i % 4u;
    let place = row * settings.D4 + j;
    let line = work[edge + place];
    initialMemoryGradient[(values + row) * 4u + j] = (line + wrong);
  }
}
