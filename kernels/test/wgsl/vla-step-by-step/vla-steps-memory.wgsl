// VLA, step by step, on a software device: VLA steps, memory

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  heads: u32,
  firstToken: u32,
  tokens: u32,
  D: u32,
  Dv: u32,
  R: u32,
  firstNudge: u32,
  period: u32,
  epsilon: f32,
  deltaFloor: f32,
  leastDelta: f32,
  infinity: f32,
  normalized: u32,
  residual: u32,
}
@group(0) @binding(0) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> state: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> output: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> work: array<vec4<f32>>;
@group(0) @binding(6) var<uniform> settings: Settings;

/** The place of a token's write direction in the workspace. */
fn directionPlace(head: u32, t: u32) -> u32 { return head * settings.tokens + t - settings.firstToken; }


fn outerBlock(x: vec4<f32>, y: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(x * y.x, x * y.y, x * y.z, x * y.w);
}

@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (group.x + group.z * 65535u) * 8u + id;
  let fours = (settings.Dv + 3u) / 4u;
  let head = index / fours;
  let four = index % fours;
  if (head >= settings.heads) { return; }
  let blocks = (settings.D + 3u) / 4u;
  let row = settings.heads * settings.D + head * settings.Dv + 4u * four;
  let last = settings.heads * settings.D + head * settings.Dv + settings.Dv - 1u;
  var S: array<mat4x4<f32>, 4>;
  for (var j = 0u; j < 4u; j++) {
    S[j] = transpose(mat4x4<f32>(state[(row + 0u) * 4u + j], state[(row + 1u) * 4u + j], state[(row + 2u) * 4u + j], state[(row + 3u) * 4u + j]));
  }
  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * settings.T + t;
    let direction = directionPlace(head, t);
    var read = vec4<f32>();
    read += S[0u] * k[token * 4u + 0u];
    read += S[1u] * k[token * 4u + 1u];
    read += S[2u] * k[token * 4u + 2u];
    read += S[3u] * k[token * 4u + 3u];
    let e = v[token * 4u + four] - select(vec4<f32>(), read, settings.residual == 1u);
    var o = vec4<f32>();
    S[0u] += outerBlock(e, work[direction * 4u + 0u]); o += S[0u] * q[token * 4u + 0u];
    S[1u] += outerBlock(e, work[direction * 4u + 1u]); o += S[1u] * q[token * 4u + 1u];
    S[2u] += outerBlock(e, work[direction * 4u + 2u]); o += S[2u] * q[token * 4u + 2u];
    S[3u] += outerBlock(e, work[direction * 4u + 3u]); o += S[3u] * q[token * 4u + 3u];
    output[token * 4u + four] = o;
    
    
  }
  for (var j = 0u; j < 4u; j++) {
    let rows = transpose(S[j]);
    state[(row + 0u) * 4u + j] = rows[0];
    state[(row + 1u) * 4u + j] = rows[1];
    state[(row + 2u) * 4u + j] = rows[2];
    state[(row + 3u) * 4u + j] = rows[3];
  }
}
