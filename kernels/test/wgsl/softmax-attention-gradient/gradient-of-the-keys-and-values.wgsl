// softmax attention gradient, on a software device: gradient of the keys and values

struct Settings {
  tokens: u32,
  T: u32,
  blocks: u32,
  blocksV: u32,
  scale: f32,
}
@group(0) @binding(0) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> outputGradient: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> sums: array<f32>;
@group(0) @binding(5) var<storage, read_write> kGradient: array<vec4<f32>>;
@group(0) @binding(6) var<storage, read_write> vGradient: array<vec4<f32>>;
@group(0) @binding(7) var<uniform> settings: Settings;

const COUNT_D = 4u;
const COUNT_V = 4u;

var<private> query: array<vec4<f32>, COUNT_D>;
var<private> sum: array<vec4<f32>, COUNT_D>;
var<private> weight: array<vec4<f32>, COUNT_V>;
var<private> values: array<vec4<f32>, COUNT_V>;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let own = (group.x + group.z * 65535u) * 32u + id;
  if (own >= settings.tokens) { return; }
  let T = settings.T;
  let blocks = settings.blocks;
  let blocksV = settings.blocksV;
  let scale = settings.scale;
  let first = own / T * T;
  for (var j = 0u; j < blocks; j++) { query[j] = k[own * 4u + j]; }
  for (var j = 0u; j < blocksV; j++) { values[j] = v[own * 4u + j]; }
  for (var t = own; t < first + T; t++) {
    var score = 0.0;
    for (var j = 0u; j < blocks; j++) { score += dot(query[j], q[t * 4u + j]); }
    var product = 0.0;
    for (var j = 0u; j < blocksV; j++) { product += dot(values[j], outputGradient[t * 4u + j]); }
    let p = exp(scale * score - sums[2u * t]);
    let slope = scale * p * (product - sums[2u * t + 1u]);
    for (var j = 0u; j < blocks; j++) { sum[j] += slope * q[t * 4u + j]; }
    for (var j = 0u; j < blocksV; j++) { weight[j] += p * outputGradient[t * 4u + j]; }
  }
  for (var j = 0u; j < blocks; j++) { kGradient[own * 4u + j] = sum[j]; }
  for (var j = 0u; j < blocksV; j++) { vGradient[own * 4u + j] = weight[j]; }
}
